import { DriftwatchError } from '../errors';

export interface TurnLimits {
  /** How many have their turn at the same time. */
  atOnce: number;
  /** How many may wait for it. */
  maxWaiting: number;
  /** How long each may wait, in milliseconds. */
  maxWaitMs: number;
}

const busy = () =>
  new DriftwatchError('UNAVAILABLE', 'many long requests wait for their turn; send this one again shortly');
const gone = () => new DriftwatchError('UNAVAILABLE', 'the client went away');

/** Lets a few do their work at once; the others wait in order, none longer than a limit. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting = new Set<() => void>();
  #underWay = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Does `work` when it is its turn.
   *
   * @param signal aborts when there is nobody left to wait for
   * @throws UNAVAILABLE when too many wait, or this one has waited too long
   */
  async run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#underWay < this.#limits.atOnce) this.#underWay += 1;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw gone();
    if (this.#waiting.size >= this.#limits.maxWaiting) throw busy();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(begin);
        signal.removeEventListener('abort', giveUp);
        clearTimeout(timer);
      };
      const begin = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(signal.aborted ? gone() : busy());
      };
      const timer = setTimeout(giveUp, this.#limits.maxWaitMs);
      signal.addEventListener('abort', giveUp);
      this.#waiting.add(begin);
    });
  }

  /** The turn goes to the one that has waited longest, if there is one. */
  #next() {
    const [begin] = this.#waiting;
    if (begin) begin();
    else this.#underWay -= 1;
  }
}
