const minuteMs = 60_000;

interface BucketLimit {
  /** Amount that a key may use per minute, on average; a whole minute's worth at once. */
  perMinute: number;
  /** Maximum number of keys that are remembered separately. */
  maxKeys: number;
}

/** The bucket of keys for which there is no room. */
const strangers = Symbol('strangers');

/**
 * Token buckets by key, for example requests or points of an API key. `now` is in milliseconds of a clock
 * that is never set back.
 *
 * A bucket is stored as the time at which it is full again (GCRA), and one that is full need not be stored.
 * If there is no room, new keys share one bucket: no key that is being limited is ever forgotten.
 */
export class TokenBuckets {
  readonly #limit: BucketLimit;
  readonly #msPerUnit: number;
  readonly #fullAt = new Map<string | symbol, number>();
  #nextSweepMs = Number.NEGATIVE_INFINITY;

  constructor(limit: BucketLimit) {
    this.#limit = limit;
    this.#msPerUnit = minuteMs / limit.perMinute;
  }

  /** Number of buckets in memory. */
  get size(): number {
    return this.#fullAt.size;
  }

  /**
   * Takes an amount if the bucket has it. More than a whole minute's worth is taken from a full bucket, which
   * then takes longer to fill.
   *
   * @returns 0 if it has been taken, otherwise how long to wait, in milliseconds; nothing has been taken then
   */
  take(key: string, amount: number, now: number): number {
    const bucket = this.#bucketOf(key, now);
    const usedMs = Math.max(0, (this.#fullAt.get(bucket) ?? now) - now);
    const takenMs = amount * this.#msPerUnit;
    const waitMs = usedMs - Math.max(0, minuteMs - takenMs);
    // Less than a millisecond is a rounding error.
    if (waitMs >= 1) return Math.ceil(waitMs);
    this.#fullAt.set(bucket, now + usedMs + takenMs);
    return 0;
  }

  #bucketOf(key: string, now: number): string | symbol {
    if (this.#fullAt.has(key) || this.#fullAt.size < this.#limit.maxKeys) return key;
    this.#forgetFull(now);
    return this.#fullAt.size < this.#limit.maxKeys ? key : strangers;
  }

  /** At most once a minute, because it looks at every bucket. */
  #forgetFull(now: number) {
    if (now < this.#nextSweepMs) return;
    this.#nextSweepMs = now + minuteMs;
    for (const [key, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(key);
  }
}

interface DelayLimit {
  /** Number of failures in a row after which there is a delay. */
  freeFailures: number;
  /** Delay after that many; it doubles with each further failure. */
  firstDelayMs: number;
  maxDelayMs: number;
  /** Time after its last failure until a key is forgotten. */
  forgetAfterMs: number;
  /** Maximum number of keys in memory. */
  maxKeys: number;
}

interface Failures {
  count: number;
  lastMs: number;
}

/**
 * Delays by key that grow with failures in a row, for example of an account or an address that signs in.
 * `now` is in milliseconds of a clock that is never set back.
 *
 * An attempt counts as failed from its beginning, because many at once would otherwise all begin before the
 * first has failed. If there is no room, the key with the fewest failures is forgotten, of several the one
 * that failed first: keys that somebody makes up replace each other, not the one he attacks.
 */
export class GrowingDelay {
  readonly #limit: DelayLimit;
  readonly #maxCount: number;
  /** Keys by their number of failures, oldest failure first. */
  readonly #byCount: Map<string, Failures>[];
  readonly #failures = new Map<string, Failures>();

  constructor(limit: DelayLimit) {
    this.#limit = limit;
    const doublings = Math.ceil(Math.log2(limit.maxDelayMs / limit.firstDelayMs));
    this.#maxCount = limit.freeFailures + doublings;
    this.#byCount = Array.from({ length: this.#maxCount + 1 }, () => new Map());
  }

  /** Number of keys in memory. */
  get size(): number {
    return this.#failures.size;
  }

  /**
   * Begins an attempt, which counts as failed until `succeed` or `takeBack` is called.
   *
   * @returns 0 if it may go on, otherwise how long to wait, in milliseconds; it does not count then
   */
  attempt(key: string, now: number): number {
    this.#forgetOld(now);
    const known = this.#failures.get(key);
    const waitMs = known ? known.lastMs + this.#delayMs(known.count) - now : 0;
    if (waitMs > 0) return Math.ceil(waitMs);
    if (!known && this.size >= this.#limit.maxKeys) this.#forgetMildest();
    this.#set(key, { count: Math.min((known?.count ?? 0) + 1, this.#maxCount), lastMs: now });
    return 0;
  }

  /** Forgets all failures of a key. */
  succeed(key: string) {
    const known = this.#failures.get(key);
    if (!known) return;
    this.#failures.delete(key);
    this.#byCount[known.count]?.delete(key);
  }

  /** Takes back one attempt, which has not failed; earlier failures remain. */
  takeBack(key: string) {
    const known = this.#failures.get(key);
    if (!known || known.count === 1) this.succeed(key);
    else this.#set(key, { ...known, count: known.count - 1 });
  }

  #delayMs(count: number): number {
    const { freeFailures, firstDelayMs, maxDelayMs } = this.#limit;
    return count < freeFailures ? 0 : Math.min(firstDelayMs * 2 ** (count - freeFailures), maxDelayMs);
  }

  #set(key: string, failures: Failures) {
    this.succeed(key);
    this.#failures.set(key, failures);
    this.#byCount[failures.count]?.set(key, failures);
  }

  #forgetOld(now: number) {
    for (const keys of this.#byCount) {
      for (const [key, { lastMs }] of keys) {
        if (now - lastMs < this.#limit.forgetAfterMs) break;
        this.succeed(key);
      }
    }
  }

  #forgetMildest() {
    const keys = this.#byCount.find(({ size }) => size > 0);
    for (const key of keys?.keys() ?? []) return this.succeed(key);
  }
}

/**
 * Five free attempts, then a second, doubling to a quarter of an hour. Forgotten after a day, so that waiting
 * for that gives fewer attempts than the longest delay does.
 */
export const signInDelay: DelayLimit = {
  freeFailures: 5,
  firstDelayMs: 1000,
  maxDelayMs: 15 * 60_000,
  forgetAfterMs: 24 * 60 * 60_000,
  maxKeys: 100_000,
};
