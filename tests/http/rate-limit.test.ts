import { describe, expect, test } from 'vitest';
import { GrowingDelay, signInDelay, TokenBuckets } from '@/lib/http/rate-limit';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('a token bucket of 60 per minute', () => {
  /** Time of a request, its amount, and how long it has to wait. */
  type Step = [atMs: number, amount: number, waitMs: number];

  test.each<[string, Step[]]>([
    [
      'allows a minute at once, then one per second',
      [
        [0, 60, 0],
        [0, 1, second],
        [999, 1, 1],
        [second, 1, 0],
        [second, 1, second],
      ],
    ],
    [
      'takes nothing from a refused request',
      [
        [0, 50, 0],
        [0, 30, 20 * second],
        [0, 10, 0],
        [0, 1, second],
      ],
    ],
    [
      'is full again after a minute, and not more than full after an hour',
      [
        [0, 60, 0],
        [minute, 60, 0],
        [minute, 1, second],
        [hour, 60, 0],
        [hour, 1, second],
      ],
    ],
    [
      'lends a request that is larger than itself, and is empty for longer then',
      [
        [0, 180, 0],
        [minute, 1, minute + second],
        [2 * minute, 1, second],
        [2 * minute + second, 1, 0],
      ],
    ],
    [
      'does not lend while it is not full',
      [
        [0, 1, 0],
        [0, 180, second],
        [second, 180, 0],
      ],
    ],
  ])('%s', (_, steps) => {
    const buckets = new TokenBuckets({ perMinute: 60, maxKeys: 10 });
    for (const [atMs, amount, waitMs] of steps) {
      expect([atMs, amount, buckets.take('key', amount, atMs)]).toEqual([atMs, amount, waitMs]);
    }
  });

  test.each([1, 7, 60, 999])('allows exactly %d single requests at once', (perMinute) => {
    const buckets = new TokenBuckets({ perMinute, maxKeys: 10 });
    let allowed = 0;
    while (allowed < 2000 && buckets.take('key', 1, 12_345.678) === 0) allowed += 1;
    expect(allowed).toBe(perMinute);
  });
});

describe('token buckets of many keys', () => {
  test('do not affect each other', () => {
    const buckets = new TokenBuckets({ perMinute: 1, maxKeys: 10 });
    expect(buckets.take('a', 1, 0)).toBe(0);
    expect(buckets.take('b', 1, 0)).toBe(0);
    expect(buckets.take('a', 1, 0)).toBe(minute);
  });

  test('stay within their number, and a flood of new keys does not reset one that is limited', () => {
    const buckets = new TokenBuckets({ perMinute: 10, maxKeys: 100 });
    buckets.take('limited', 10, 0);
    const passed = Array.from({ length: 5000 }, (_, index) => buckets.take(`made-up ${index}`, 1, 0));
    expect(buckets.take('limited', 1, 0)).toBe(minute / 10);
    // 99 in buckets of their own, and the content of the one that the others share.
    expect(passed.filter((waitMs) => waitMs === 0)).toHaveLength(99 + 10);
    expect(buckets.size).toBe(101);
  });

  test('make room for new keys once they are full', () => {
    const buckets = new TokenBuckets({ perMinute: 10, maxKeys: 100 });
    for (let index = 0; index < 200; index += 1) buckets.take(`made-up ${index}`, 1, 0);
    expect(buckets.take('new', 10, minute)).toBe(0);
    expect(buckets.size).toBe(1);
  });
});

/**
 * Fails as often as it may until there is a delay of at least this length; returns when the last failure was.
 */
function failUntilDelayed(delay: GrowingDelay, key: string, leastMs: number, from = 0): number {
  let now = from;
  for (;;) {
    const waitMs = delay.attempt(key, now);
    if (waitMs >= leastMs) return now;
    now += waitMs;
  }
}

describe('the delay of a sign-in', () => {
  test('starts after five failures and doubles from a second to a quarter of an hour', () => {
    const delay = new GrowingDelay(signInDelay);
    const waits: number[] = [];
    let now = 0;
    for (let attempt = 0; attempt < 18; attempt += 1) {
      const waitMs = delay.attempt('ada', now);
      waits.push(waitMs / second);
      now += waitMs;
      if (waitMs > 0) expect(delay.attempt('ada', now)).toBe(0);
    }
    expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test('counts attempts that begin together, before any of them has failed', () => {
    const delay = new GrowingDelay(signInDelay);
    const begun = Array.from({ length: 1000 }, () => delay.attempt('ada', 0)).filter((wait) => wait === 0);
    expect(begun).toHaveLength(5);
  });

  test('does not grow while an attempt is refused', () => {
    const delay = new GrowingDelay(signInDelay);
    for (let attempt = 0; attempt < 100; attempt += 1) delay.attempt('ada', 0);
    expect(delay.attempt('ada', 999)).toBe(1);
    expect(delay.attempt('ada', second)).toBe(0);
  });

  const fiveFailures = () => {
    const delay = new GrowingDelay(signInDelay);
    for (let attempt = 0; attempt < 5; attempt += 1) delay.attempt('key', 0);
    return delay;
  };

  test.each<[string, (delay: GrowingDelay) => void, waits: number[]]>([
    ['is not changed by another key', (delay) => delay.succeed('other'), [second]],
    ['ends with a success', (delay) => delay.succeed('key'), [0, 0, 0, 0, 0, second]],
    // The one that is taken back was allowed, and so is one in its place.
    ['of an address keeps what was before a success', (delay) => delay.takeBack('key'), [0, second]],
    ['ignores that an unknown key takes back', (delay) => delay.takeBack('other'), [second]],
  ])('%s', (_, change, waits) => {
    const delay = fiveFailures();
    change(delay);
    expect(waits.map(() => delay.attempt('key', 0))).toEqual(waits);
  });

  test('is forgotten a day after the last failure, and not before', () => {
    const delay = new GrowingDelay(signInDelay);
    const lastMs = failUntilDelayed(delay, 'ada', 900 * second);
    delay.attempt('ada', lastMs + 24 * hour - 1);
    expect(delay.attempt('ada', lastMs + 24 * hour)).toBe(900 * second - 1);
    expect(delay.attempt('ada', lastMs + 48 * hour)).toBe(0);
    expect(delay.attempt('ada', lastMs + 48 * hour)).toBe(0);
    delay.attempt('bob', lastMs + 96 * hour);
    expect(delay.size).toBe(1);
  });

  test('gives fewer attempts to somebody who waits to be forgotten than to somebody who does not', () => {
    const { freeFailures, maxDelayMs, forgetAfterMs } = signInDelay;
    const delay = new GrowingDelay(signInDelay);
    const growingMs = failUntilDelayed(delay, 'ada', maxDelayMs);
    const perRound = freeFailures + 10;
    expect(perRound / (growingMs + forgetAfterMs)).toBeLessThan(1 / maxDelayMs);
  });
});

describe('delays of many keys', () => {
  const small = { ...signInDelay, maxKeys: 100 };

  test('a flood of made-up keys does not reset the one under attack', () => {
    const delay = new GrowingDelay(small);
    for (let attempt = 0; attempt < 5; attempt += 1) delay.attempt('ada', 0);
    for (let index = 0; index < 10_000; index += 1) delay.attempt(`made-up ${index}`, 0);
    expect(delay.size).toBe(100);
    expect(delay.attempt('ada', 0)).toBe(second);
  });

  test('keys with a success leave no trace', () => {
    const delay = new GrowingDelay(small);
    for (let index = 0; index < 1000; index += 1) {
      delay.attempt(`user ${index}`, 0);
      if (index % 2 === 0) delay.succeed(`user ${index}`);
      else delay.takeBack(`user ${index}`);
    }
    expect(delay.size).toBe(0);
  });

  test('a new key is counted even if all others have more failures', () => {
    const delay = new GrowingDelay({ ...small, maxKeys: 2 });
    for (const key of ['ada', 'bob', 'cyd']) for (let times = 0; times < 5; times += 1) delay.attempt(key, 0);
    expect(delay.size).toBe(2);
    expect(delay.attempt('cyd', 0)).toBe(second);
  });
});
