import { ClientGone } from './body-error';

/**
 * How many units of work are done between two turns of the event loop: usual ones take less than a
 * millisecond.
 */
const unitsPerTurn = 250;
/** A line or an element is a unit, each of its points is, and so are so many of its characters. */
const charactersPerUnit = 256;

/**
 * Shares the process with other requests while a body is read, and sees when there is nobody left to answer.
 */
export class Turns {
  private units = 0;

  constructor(private readonly isGone: () => boolean) {}

  /** Counts what has just been read; true when it is others' turn. */
  isOver(points: number, characters: number): boolean {
    this.units += 1 + points + Math.floor(characters / charactersPerUnit);
    return this.units >= unitsPerTurn;
  }

  /** @throws ClientGone when the client went away. */
  check() {
    if (this.isGone()) throw new ClientGone(undefined);
  }

  /** Lets everything else that is ready run first. */
  async take() {
    this.units = 0;
    await new Promise((resolve) => setImmediate(resolve));
    this.check();
  }
}
