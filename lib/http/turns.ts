import { DriftwatchError } from '../errors';

export interface TurnLimits {
  /** Maximum number of concurrent turns. */
  atOnce: number;
  /** Maximum number of callers that wait for a turn. */
  maxWaiting: number;
  /** Maximum wait of each, in milliseconds. */
  maxWaitMs: number;
}

const busy = () =>
  new DriftwatchError('UNAVAILABLE', 'too many long requests are waiting; send this one again shortly');
const gone = () => new DriftwatchError('UNAVAILABLE', 'the client went away');

/** Limits concurrency: a few callers work at a time; the others wait in order and no longer than a limit. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting = new Set<() => void>();
  #underWay = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` when it gets its turn.
   *
   * @param signal aborts when nobody waits for the result any more
   * @throws UNAVAILABLE if too many callers wait, or this one has waited too long
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

  /** Passes the turn to the caller that has waited longest, if any. */
  #next() {
    const [begin] = this.#waiting;
    if (begin) begin();
    else this.#underWay -= 1;
  }
}
