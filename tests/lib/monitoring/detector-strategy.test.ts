import { describe, expect, test } from 'vitest';
import { createBehaviour, type DetectorMethod, DetectorStrategy, type Level } from '@/lib/monitoring/index';

const behaviour = createBehaviour('mean_delta', { threshold: 0.05, window: 3 });

function fed(values: number[]): DetectorStrategy {
  const strategy = new DetectorStrategy(behaviour);
  values.forEach((value, index) => {
    strategy.update(value, index);
  });
  return strategy;
}

test('a behaviour is refused with bad params or an unknown method', () => {
  expect(() => createBehaviour('mean_delta', { window: 0 })).toThrow('between 2 and 10000, got 0');
  expect(() => createBehaviour('mean', {})).toThrow('must be one of');
});

test('params left out take their defaults and the metric counts as two-sided', () => {
  expect(createBehaviour('mean_delta')).toMatchObject({
    params: { threshold: 0.05, window: 3 },
    direction: 'two_sided',
  });
});

test('level and time are those of the last point', () => {
  const strategy = new DetectorStrategy(behaviour);
  expect([strategy.level, strategy.lastTsMs]).toEqual(['insufficient_data', null]);
  strategy.update(1, 10);
  strategy.update(2, 20);
  expect([strategy.level, strategy.lastTsMs, strategy.onsetMs()]).toEqual(['drift', 20, 20]);
  expect(strategy.windows().current).toEqual({ fromMs: 20, toMs: 20, mean: 2, sampleCount: 1 });
});

describe('learning', () => {
  const cusum = createBehaviour('cusum', { reference_size: 5 });

  test('says which point will be the first that is judged, and is over then', () => {
    const strategy = new DetectorStrategy(cusum);
    expect(strategy.learning).toEqual({ seen: 0, needed: 6 });
    const seen = [3, 1, 2, 3, 1, 2, 3].map((value, index) => strategy.update(value, index).learning?.seen);
    expect(seen).toEqual([1, 2, 3, 4, 5, undefined, undefined]);
    expect(strategy.learning).toBeNull();
  });

  test('goes on from a snapshot', () => {
    const strategy = new DetectorStrategy(cusum);
    for (const value of [3, 1, 2]) strategy.update(value, value);
    const restored = new DetectorStrategy(cusum, JSON.parse(JSON.stringify(strategy.snapshot())));
    expect(restored.learning).toEqual({ seen: 3, needed: 6 });
    expect(restored.update(4, 4).learning).toEqual({ seen: 4, needed: 6 });
  });

  test('is what the method says, where it says it; a method that learns again counts anew', () => {
    const saying: [Level, number?][] = [
      ['insufficient_data'],
      ['stable'],
      ['insufficient_data'],
      ['insufficient_data', 40],
    ];
    let at = 0;
    const method: DetectorMethod = {
      ...cusum.method,
      update: () => {
        const [level, needed] = saying[at++] as (typeof saying)[number];
        const learning = needed === undefined ? {} : { learning: { seen: 7, needed } };
        return { statistic: null, threshold: null, delta: null, level, ...learning };
      },
    };
    const strategy = new DetectorStrategy({ ...cusum, method });
    expect(saying.map((_, index) => strategy.update(0, index).learning)).toEqual([
      { seen: 1, needed: 6 },
      undefined,
      { seen: 1, needed: 6 },
      { seen: 7, needed: 40 },
    ]);
  });
});

describe('a snapshot', () => {
  test('goes on elsewhere with the same readings', () => {
    const original = fed([0.9, 0.91, 0.7]);
    const kept = JSON.parse(JSON.stringify(original.snapshot()));
    const restored = new DetectorStrategy(behaviour, kept);
    expect([restored.level, restored.lastTsMs]).toEqual(['drift', 2]);
    expect(restored.update(0.72, 3)).toEqual(original.update(0.72, 3));
    expect(restored.snapshot()).toEqual(original.snapshot());
  });

  test('is a copy: neither going on nor restoring changes it', () => {
    const strategy = fed([1, 1, 1]);
    const snapshot = strategy.snapshot();
    const before = JSON.stringify(snapshot);
    strategy.update(2, 3);
    new DetectorStrategy(behaviour, snapshot).update(3, 3);
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  test('of another method or version is refused', () => {
    const snapshot = fed([1]).snapshot();
    expect(() => new DetectorStrategy(createBehaviour('cusum'), snapshot)).toThrow(
      'a state of mean_delta version 1 cannot be continued by cusum version 3; start afresh',
    );
    expect(() => new DetectorStrategy(behaviour, { ...snapshot, version: 0 })).toThrow('version 0 cannot');
  });
});
