import { processWide } from '../process-wide';
import { BucketCounts } from './bucket-counts';

/** Bounds for the durations of requests, flushes and tasks, in seconds. */
const secondBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const flushPointBounds = [1, 10, 100, 1000, 10_000, 100_000];
/** From one second to one month. */
const delayBounds = [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000];

/** Points by outcome. Each point is counted once, except that `late` points are also among the accepted. */
interface PointCounts {
  accepted: number;
  duplicate: number;
  conflict: number;
  replaced: number;
  late: number;
  /**
   * Points of requests that were read but not stored: the queue was full, a limit was reached or the database
   * was away.
   */
  refused: number;
}

interface TaskCounts {
  succeeded: number;
  failed: number;
  seconds: BucketCounts;
}

/** Requests of one route and method. */
interface RequestCounts {
  route: string;
  method: string;
  /** By status. */
  answers: Map<number, number>;
  seconds: BucketCounts;
}

/**
 * What this process has done since it started. Counting is a mere addition; everything else happens at the
 * scrape.
 */
export class Counts {
  readonly points: PointCounts = {
    accepted: 0,
    duplicate: 0,
    conflict: 0,
    replaced: 0,
    late: 0,
    refused: 0,
  };
  readonly flushSeconds = new BucketCounts(secondBounds);
  readonly flushPoints = new BucketCounts(flushPointBounds);
  failedFlushes = 0;
  /**
   * Seconds from the event time of a point to its arrival, for the newest point of each series in a request.
   */
  readonly pointDelaySeconds = new BucketCounts(delayBounds);
  /** Main-thread seconds spent in detectors, on new points and while priming. */
  detectorSeconds = 0;
  primingSeconds = 0;
  primedRuns = 0;
  /** Points on which a detector failed. */
  detectorErrors = 0;
  readonly requests = new Map<string, RequestCounts>();
  readonly tasks = new Map<string, TaskCounts>();
  #last: RequestCounts | null = null;

  /**
   * Returns the counts of a route, creating them if necessary; `route` and `method` must come from a bounded
   * set.
   */
  requestsOf(route: string, method: string): RequestCounts {
    // Nearly all requests post points, and building a key costs more than counting.
    if (this.#last?.route === route && this.#last.method === method) return this.#last;
    const found = this.#requestsOf(route, method);
    this.#last = found;
    return found;
  }

  #requestsOf(route: string, method: string): RequestCounts {
    const key = `${method} ${route}`;
    let found = this.requests.get(key);
    if (found === undefined) {
      found = { route, method, answers: new Map(), seconds: new BucketCounts(secondBounds) };
      this.requests.set(key, found);
    }
    return found;
  }

  tasksOf(name: string): TaskCounts {
    let found = this.tasks.get(name);
    if (found === undefined) {
      found = { succeeded: 0, failed: 0, seconds: new BucketCounts(secondBounds) };
      this.tasks.set(name, found);
    }
    return found;
  }
}

/** Counts an answered request. */
export function countAnswer({ answers, seconds }: RequestCounts, status: number, elapsedMs: number) {
  answers.set(status, (answers.get(status) ?? 0) + 1);
  seconds.observe(elapsedMs / 1000);
}

const own = processWide('counts', () => new Counts());

/** Returns the counts of this process. */
export function counts(): Counts {
  return own.get();
}
