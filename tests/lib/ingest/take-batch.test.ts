import { describe, expect, test } from 'vitest';
import { type BatchConditions, type BatchRequest, takeBatch } from '@/lib/ingest/take-batch';

interface Given {
  series?: string;
  points?: number;
  cost?: number;
  key?: string;
  replace?: boolean;
}

const free: BatchConditions = { held: [], mayBeCheap: true, mayBeCostly: true };

function waiting(given: Given[]) {
  return given.map(({ series, points = 1, cost = 0, key, replace = false }, index) => ({
    index,
    request: {
      points: Array(points).fill({}),
      claims: [series ?? `series ${index}`, ...(key ? [`key ${key}`] : [])],
      cost,
      onConflict: replace ? 'replace' : 'keep',
      ...(key && { idempotency: { key, bodyHash: '' } }),
    } as BatchRequest,
  }));
}

/** The places of the requests that are taken, and those that are left. */
function split(given: Given[], conditions = free) {
  const all = waiting(given);
  const { taken, left, points, isCostly } = takeBatch(all, conditions);
  expect([...taken, ...left].map(({ index }) => index).sort((a, b) => a - b)).toEqual(
    all.map(({ index }) => index),
  );
  expect(points).toBe(taken.reduce((sum, { request }) => sum + request.points.length, 0));
  return { taken: taken.map(({ index }) => index), left: left.map(({ index }) => index), isCostly };
}

describe('a batch', () => {
  test('has all that waits, up to 10,000 points', () => {
    expect(split([{}, {}, {}]).taken).toEqual([0, 1, 2]);
    expect(split([{ points: 6000 }, { points: 6000 }, { points: 4000 }]).taken).toEqual([0, 2]);
    expect(split([{ points: 10_000 }, {}]).taken).toEqual([0]);
  });

  test('has one request that is larger by itself, when that is first', () => {
    expect(split([{ points: 50_000 }, {}]).taken).toEqual([0]);
    expect(split([{}, { points: 50_000 }, {}]).taken).toEqual([0, 2]);
  });

  test('has nothing of a series that a flush has, nor what comes after such a request in one of its series', () => {
    const held = [new Set(['a'])];
    expect(split([{ series: 'a' }, { series: 'b' }], { ...free, held }).taken).toEqual([1]);
    const all = waiting([{ series: 'a' }, { series: 'b' }, { series: 'b' }]);
    all[1]?.request.claims.push('a');
    expect(takeBatch(all, { ...free, held }).taken).toEqual([]);
  });

  test('has several requests of one series, in their order', () => {
    expect(split([{ series: 'a' }, { series: 'a' }]).taken).toEqual([0, 1]);
  });

  test('has an idempotency key once', () => {
    expect(split([{ key: 'k' }, { key: 'k' }, {}]).taken).toEqual([0, 2]);
  });

  test('has a request that replaces values alone', () => {
    expect(split([{ replace: true }, {}]).taken).toEqual([0]);
    expect(split([{}, { replace: true }, {}]).taken).toEqual([0, 2]);
  });
});

describe('requests whose detectors are costly', () => {
  const costly = 8_000_000;

  test('share a flush with each other, and never with others', () => {
    expect(split([{ cost: costly }, {}, { cost: costly }, {}])).toEqual({
      taken: [0, 2],
      left: [1, 3],
      isCostly: true,
    });
    expect(split([{}, { cost: costly }, {}])).toEqual({ taken: [0, 2], left: [1], isCostly: false });
  });

  test('are in one flush up to 100 million operations, or alone', () => {
    expect(split(Array(20).fill({ cost: costly })).taken).toHaveLength(12);
    expect(split([{ cost: 1e12 }, { cost: costly }]).taken).toEqual([0]);
  });

  test('wait while as many flushes of them are under way as there may be; so do cheap ones', () => {
    expect(split([{ cost: costly }, {}], { ...free, mayBeCostly: false }).taken).toEqual([1]);
    expect(split([{}, { cost: costly }], { ...free, mayBeCheap: false }).taken).toEqual([1]);
  });

  test('are those of more than a million operations; a flush of cheaper ones has ten million', () => {
    expect(split([{ cost: 1_000_001 }, {}]).taken).toEqual([0]);
    expect(split(Array(20).fill({ cost: 1_000_000 }))).toMatchObject({ isCostly: false });
    expect(split(Array(20).fill({ cost: 1_000_000 })).taken).toHaveLength(10);
  });
});
