import { DriftwatchError, SchedulerClosed } from '../errors';
import type { RetrainJob, RetrainJobSink } from './retrain-job';

interface WaitingJob {
  job: RetrainJob;
  accept(): void;
  refuse(reason: SchedulerClosed): void;
}

type Take = (result: IteratorResult<RetrainJob, undefined>) => void;

const ended: IteratorResult<RetrainJob, undefined> = { done: true, value: undefined };

/**
 * A bounded first-in-first-out queue of retrain jobs in memory. `enqueue` waits while the queue is full; read
 * the jobs with `for await (const job of queue)`. Several readers share the jobs: each job goes to one of
 * them.
 */
export class RetrainQueue implements RetrainJobSink, AsyncIterable<RetrainJob, undefined> {
  readonly capacity: number;
  #closed = false;
  readonly #accepted: RetrainJob[] = [];
  readonly #waiting: WaitingJob[] = [];
  readonly #readers: Take[] = [];

  constructor(capacity = 128) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new DriftwatchError(
        'INVALID_INPUT',
        `capacity of a retrain queue must be a whole number of at least 1, got ${capacity}`,
      );
    }
    this.capacity = capacity;
  }

  /** Jobs accepted and not yet taken; never more than the capacity. */
  get size(): number {
    return this.#accepted.length;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves once the job has a place; rejects with `SchedulerClosed` if the queue closes first. */
  enqueue(job: RetrainJob): Promise<void> {
    if (this.#closed) return Promise.reject(new SchedulerClosed());
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value: job });
      return Promise.resolve();
    }
    if (this.#accepted.length < this.capacity) {
      this.#accepted.push(job);
      return Promise.resolve();
    }
    return new Promise((accept, refuse) => {
      this.#waiting.push({ job, accept, refuse });
    });
  }

  /** Accepts no more jobs. Accepted jobs can still be read, then readers end; waiting jobs are refused. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(new SchedulerClosed());
    for (const reader of this.#readers.splice(0)) reader(ended);
  }

  /**
   * The receiving end. A pending `next()` owns the job that arrives next, even if its caller has stopped
   * waiting; call `return()` to stop reading without losing one.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<RetrainJob, undefined> {
    const pending = new Set<Take>();
    let stopped = false;
    const iterator: AsyncIterableIterator<RetrainJob, undefined> = {
      next: () => {
        if (stopped) return Promise.resolve(ended);
        const job = this.#takeAccepted();
        if (job !== undefined) return Promise.resolve({ done: false, value: job });
        if (this.#closed) return Promise.resolve(ended);
        return new Promise((resolve) => {
          const take: Take = (result) => {
            pending.delete(take);
            resolve(result);
          };
          pending.add(take);
          this.#readers.push(take);
        });
      },
      return: () => {
        stopped = true;
        for (const take of pending) {
          this.#readers.splice(this.#readers.indexOf(take), 1);
          take(ended);
        }
        return Promise.resolve(ended);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** The oldest accepted job; its place goes to the job that has waited longest. */
  #takeAccepted(): RetrainJob | undefined {
    const job = this.#accepted.shift();
    const next = job === undefined ? undefined : this.#waiting.shift();
    if (next !== undefined) {
      this.#accepted.push(next.job);
      next.accept();
    }
    return job;
  }
}
