import { DriftwatchError } from '../errors';
import { FairQueue } from './fair-queue';

export interface TurnLimits {
  /** Maximum number of concurrent turns. */
  atOnce: number;
  /** Maximum number of turns that are waited for; half of them by one caller. */
  maxWaiting: number;
  /** Maximum wait of each, in milliseconds. */
  maxWaitMs: number;
}

const busy = () =>
  new DriftwatchError('UNAVAILABLE', 'too many requests are waiting; send this one again shortly');
const gone = () => new DriftwatchError('UNAVAILABLE', 'the client went away');

/**
 * Limits concurrency: a few pieces of work run at a time, and callers take turns. The others wait, each
 * caller's in order, and no longer than a limit.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting = new FairQueue<() => void>();
  #underWay = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` when it gets its turn.
   *
   * @param who the caller whose turn it is
   * @param signal aborts when nobody waits for the result any more
   * @throws UNAVAILABLE if too many wait, or this one has waited too long
   */
  async run<Result>(who: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.#underWay < this.#limits.atOnce) this.#underWay += 1;
    else await this.#turn(who, signal);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(who: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw gone();
    const { maxWaiting, maxWaitMs } = this.#limits;
    if (this.#waiting.size >= maxWaiting || this.#waiting.sizeOf(who) >= maxWaiting / 2) throw busy();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(who, begin);
        signal?.removeEventListener('abort', giveUp);
        clearTimeout(timer);
      };
      const begin = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(signal?.aborted ? gone() : busy());
      };
      const timer = setTimeout(giveUp, maxWaitMs);
      signal?.addEventListener('abort', giveUp);
      this.#waiting.add(who, begin);
    });
  }

  /** Passes the turn on, if anybody waits. */
  #next() {
    const begin = this.#waiting.take();
    if (begin) begin();
    else this.#underWay -= 1;
  }
}
