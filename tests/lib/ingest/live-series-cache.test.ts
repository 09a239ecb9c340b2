import { describe, expect, test } from 'vitest';
import { countReadings } from '@/lib/db/packed-readings';
import type { SeriesRow } from '@/lib/db/sql/ensure-series';
import { openLiveSeries, watch } from '@/lib/ingest/live-series';
import { LiveSeriesCache } from '@/lib/ingest/live-series-cache';
import { memoryOf } from '@/lib/ingest/memory-of';
import { createBehaviour, DetectorStrategy } from '@/lib/monitoring';

const behaviour = createBehaviour('auto', {}, 'higher_is_better');

function liveSeries(id = 1) {
  const row: SeriesRow = {
    id,
    modelId: 'm',
    metric: 'accuracy',
    labelsKey: '{}',
    direction: 'higher_is_better',
    timeZone: null,
    lastTs: null,
    pointCount: 0,
    rolledUpTo: null,
    version: 1,
  };
  const detector = {
    id: 'd',
    name: 'd',
    revision: 1,
    method: 'auto',
    params: {},
    minChange: null,
    minChangeUnit: null,
    adopt: 'on_completion' as const,
    adoptAfterDays: null,
    mode: 'live' as const,
    modelPattern: '*',
    metricPattern: '*',
  };
  return openLiveSeries(row, 'd:1:d', [
    {
      id: 1,
      detector,
      strategy: new DetectorStrategy(behaviour),
      storedLevel: 'insufficient_data',
      tookLong: false,
      readings: [],
      episodes: [],
      checkpointMs: 0,
    },
  ]);
}

const events = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ts: (from + at) * 1000,
    modelId: 'm',
    metric: 'accuracy',
    value: 0.9 + (((from + at) * 7) % 11) / 1000,
  }));

describe('the memory for live series', () => {
  test('counts a state as large as it has grown, with the readings that are not stored yet', () => {
    const cache = new LiveSeriesCache(2 ** 20);
    const live = liveSeries();
    cache.put(live);
    const young = cache.bytes;
    const held = cache.remove(1);
    expect(held).toBe(live);
    watch(live, events(0, 1000));
    cache.put(live);
    expect(cache.bytes).toBeGreaterThan(2 * young);
    const [run] = live.runs;
    const [grown, readings] = [cache.bytes, run?.readings ?? []];
    expect(countReadings(readings)).toBe(1000);
    if (run) run.readings = [];
    cache.put(live);
    expect(grown - cache.bytes).toBe(memoryOf(readings) - memoryOf([]));
    cache.remove(1);
    expect(cache.bytes).toBe(0);
  });

  test('drops the series used longest ago when one of those that stay has grown', () => {
    const cache = new LiveSeriesCache(40_000);
    for (let id = 0; id < 4; id += 1) cache.put(liveSeries(id));
    expect(cache.size).toBe(4);
    const grown = cache.remove(3);
    if (grown) watch(grown, events(0, 500));
    if (grown) cache.put(grown);
    expect(cache.bytes).toBeLessThanOrEqual(40_000);
    expect([cache.remove(0), cache.remove(3)]).toEqual([undefined, grown]);
  });
});

test('the memory of a value grows with the numbers it keeps, and is that of its parts', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at / 3);
  expect(memoryOf(numbers(1000)) - memoryOf(numbers(500))).toBe(500 * 8);
  expect(memoryOf({ a: numbers(100), b: [numbers(10), numbers(20)] })).toBeGreaterThan(
    memoryOf(numbers(100)) + memoryOf(numbers(10)) + memoryOf(numbers(20)),
  );
  expect(memoryOf({ a: null, b: false, c: 'ten digits' })).toBeGreaterThan(10);
});
