import { describe, expect, test } from 'vitest';
import {
  adoptPresent,
  createBehaviour,
  DetectorStrategy,
  type MetricDirection,
  startOfLevel,
} from '@/lib/monitoring/index';
import { normals } from '../../contract/seeded-numbers';

const behaviourOf = (method: string, direction: MetricDirection = 'higher_is_better') =>
  createBehaviour(method, {}, direction);
const points = (...stretches: [length: number, mean: number][]) =>
  stretches
    .flatMap(([length, mean], index) => normals(index + 1, length, mean, 0.005))
    .map((value, tsMs) => ({ value, tsMs }));

/** What a strategy does with values that come after `lastTsMs`. */
function events(strategy: DetectorStrategy, values: number[]): string[] {
  let tsMs = strategy.lastTsMs ?? 0;
  return values.flatMap((value) => {
    tsMs += 1;
    strategy.update(value, tsMs);
    return strategy.transition === 'none' ? [] : [strategy.end ?? strategy.transition];
  });
}

describe.each(['cusum', 'ks', 'z_score'])('%s that has adopted 400 points', (method) => {
  const adopted = () =>
    adoptPresent(behaviourOf(method), { points: points([400, 0.7]), lastTsMs: 399, retrained: null });

  test('is in no episode and no drift, and goes on after the last point', () => {
    const strategy = adopted();
    expect([strategy.inEpisode, strategy.level, strategy.lastTsMs]).toEqual([false, 'stable', 399]);
  });

  test('measures the next fall from there', () => {
    expect(events(adopted(), [...normals(5, 200, 0.7, 0.005), ...normals(6, 100, 0.6, 0.005)])).toEqual([
      'opened',
    ]);
  });

  test('starts again where they drift, since the present is what comes after that', () => {
    const strategy = adoptPresent(behaviourOf(method), {
      points: points([300, 0.7], [300, 0.5]),
      lastTsMs: 599,
      retrained: null,
    });
    expect(strategy.level).toBe('stable');
    expect(events(strategy, normals(7, 200, 0.5, 0.005))).toEqual([]);
  });
});

test('without points it learns from the next ones, and is asked for none before them', () => {
  const strategy = adoptPresent(behaviourOf('cusum'), { points: [], lastTsMs: 500, retrained: null });
  expect([strategy.level, strategy.lastTsMs]).toEqual(['insufficient_data', 500]);
});

describe.each(['higher_is_better', 'two_sided'] as const)('after a retrain (%s)', (direction) => {
  const retrained = () =>
    adoptPresent(behaviourOf('cusum', direction), {
      points: points([300, 0.7]),
      lastTsMs: 299,
      retrained: { delta: -0.2 },
    });

  test('the level is learned anew: a return to the good level is not reported, a fall from there is', () => {
    const strategy = retrained();
    expect(events(strategy, normals(3, 200, 0.9, 0.005))).toEqual([]);
    expect(strategy.level).toBe('stable');
    expect(events(strategy, normals(4, 50, 0.7, 0.005))).toEqual(['opened']);
  });

  test('a fall below the level before it is reported before the new one is known', () => {
    expect(events(retrained(), normals(3, 20, 0.5, 0.005))).toEqual(['opened']);
  });

  test('it says how far learning is, and shows nothing of the level before', () => {
    const strategy = retrained();
    const reading = strategy.update(0.9, 300);
    expect(reading).toMatchObject({ level: 'insufficient_data', learning: { seen: 1, needed: 51 } });
    expect(strategy.update(0.9, 301).learning).toEqual({ seen: 2, needed: 51 });
    expect(strategy.windows().reference).toBeNull();
  });

  test('a snapshot on the way goes on bit by bit', () => {
    const straight = retrained();
    let interrupted = retrained();
    for (const [index, value] of normals(9, 120, 0.9, 0.005).entries()) {
      interrupted = new DetectorStrategy(
        interrupted.behaviour,
        JSON.parse(JSON.stringify(interrupted.peek())),
      );
      expect(interrupted.update(value, 300 + index)).toEqual(straight.update(value, 300 + index));
    }
    expect(interrupted.snapshot()).toEqual(straight.snapshot());
    expect(straight.peek().successor).toBeNull();
  });
});

describe('where a new level begins', () => {
  const values = [...normals(1, 30, 0.9, 0.005), ...normals(2, 12, 0.85, 0.005)];
  const around = values.map((value, tsMs) => ({ value, tsMs }));

  test('is found between the estimated onset and the alarm', () => {
    expect(startOfLevel(around, 15, 41)).toBe(30);
  });

  test('is not looked for outside of these', () => {
    expect(startOfLevel(around, 33, 41)).toBe(33);
    expect(startOfLevel(around, 20, 25)).toBe(25);
  });

  test.each([
    ['no points', []],
    ['one point', [{ tsMs: 7, value: 1 }]],
    ['equal points', [1, 2, 3].map((tsMs) => ({ tsMs, value: 5 }))],
  ])('is the onset with %s', (_, few) => {
    expect(startOfLevel(few, 1, 9)).toBe(1);
  });

  test('is found far from 0 as well', () => {
    const far = around.map(({ tsMs, value }) => ({ tsMs, value: value + 1e9 }));
    expect(startOfLevel(far, 15, 41)).toBe(30);
  });
});
