import { expect, test, vi } from 'vitest';
import {
  backtest,
  backtestInSlices,
  doInSlices,
  getMethod,
  showPoints,
  sliceOperations,
} from '@/lib/monitoring';
import { MonitorHub } from '@/lib/monitoring/monitor-hub';
import { normals } from '../../contract/seeded-numbers';

test('pauses whenever a slice is full, and never after twice a slice', async () => {
  const shown: number[] = [];
  const slices: number[] = [];
  const operations = 300_000;
  function* work() {
    for (const count of [1, 3, 40, 0, 7]) {
      yield* showPoints(Array.from({ length: count }), operations, () => shown.push(shown.length));
    }
    return 'done';
  }
  let before = 0;
  const pause = async () => {
    slices.push((shown.length - before) * operations);
    before = shown.length;
  };
  expect(await doInSlices(work(), pause)).toBe('done');
  expect(shown).toHaveLength(51);
  expect(Math.min(...slices)).toBeGreaterThanOrEqual(sliceOperations);
  expect(Math.max(...slices)).toBeLessThan(2 * sliceOperations);
  expect(slices.length).toBeGreaterThanOrEqual(Math.floor((51 * operations) / (2 * sliceOperations)));
});

test('a point that costs more than a slice is a slice of its own', async () => {
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  await doInSlices(
    showPoints([1, 2, 3], sliceOperations * 5, () => {}),
    pause,
  );
  expect(pauses).toBe(3);
});

test('a backtest in slices says what a backtest says, and lets others in between', async () => {
  const values = [...normals(1, 1200), ...normals(2, 300, 3)];
  const points = { tsMs: values.map((_, index) => index * 60_000), values };
  const params = { reference: 'rolling', reference_size: 400, window: 400 };
  const update = vi.spyOn(getMethod('mmd'), 'update');
  const turns = vi.spyOn(globalThis, 'setImmediate');
  try {
    const whole = backtest('mmd', params, {}, points);
    expect(turns).not.toHaveBeenCalled();
    update.mockClear();
    const most: number[] = [];
    turns.mockImplementation(((callback: () => void) => {
      most.push(update.mock.calls.length);
      update.mockClear();
      queueMicrotask(callback);
    }) as unknown as typeof setImmediate);
    expect(await backtestInSlices('mmd', params, {}, points)).toEqual(whole);
    const cost = getMethod('mmd').updateCost({ ...params, bandwidth: 1 });
    expect(most.length).toBeGreaterThan(10);
    // While a drift lasts a point is shown to two states.
    expect(Math.max(...most) * cost).toBeLessThan(4 * sliceOperations);
  } finally {
    vi.restoreAllMocks();
  }
});

test('a hub in steps shows an event to the same observers in the same order, and survives one that fails', () => {
  const failures: unknown[] = [];
  const hub = new MonitorHub({ onError: (error) => failures.push(error) });
  const seen: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    hub.register({
      onEvent: () => {
        seen.push(name);
        if (name === 'b') throw new Error('b fails');
      },
    });
  }
  const steps = hub.publishing({ ts: 1, modelId: 'm', metric: 'loss', value: 1 });
  steps.next();
  expect(seen).toEqual(['a']);
  expect([...steps]).toHaveLength(2);
  expect(seen).toEqual(['a', 'b', 'c']);
  expect(failures).toHaveLength(1);
  expect(hub.failureCount).toBe(1);
  expect(() => hub.publishing({ ts: 1, modelId: 'm', metric: 'loss', value: Number.NaN }).next()).toThrow();
});
