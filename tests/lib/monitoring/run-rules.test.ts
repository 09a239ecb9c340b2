import { describe, expect, test } from 'vitest';
import { createBehaviour, DetectorStrategy, type MinChange, methods } from '@/lib/monitoring/index';
import { isTooSmall } from '@/lib/monitoring/run-rules';
import { normals } from '../../contract/seeded-numbers';

const reading = (delta: number | null) => ({ statistic: 9, threshold: 5, level: 'drift' as const, delta });

describe('a change is too small', () => {
  test.each([
    [-0.009, 0.01, 'absolute', 0.9, true],
    [-0.01, 0.01, 'absolute', 0.9, false],
    [0.02, 0.01, 'absolute', 0.9, false],
    [-0.0091, 1, 'percent', 0.9, false],
    [-0.0089, 1, 'percent', 0.9, true],
    [-0.0089, 1, 'percent', -0.9, true],
    [-1, 1, 'percent', 0, false],
    [-1, 1, 'percent', null, false],
    [null, 1e300, 'absolute', 0.9, false],
    [1e308, 1e300, 'percent', 1e-300, false],
  ] as const)('%s against %s %s of a reference of %s: %s', (delta, value, unit, mean, expected) => {
    expect(isTooSmall(reading(delta), { value, unit }, () => mean)).toBe(expected);
  });
});

describe('a strategy with a smallest change', () => {
  const values = [...normals(1, 400, 0.9, 0.001), ...normals(2, 200, 0.895, 0.001)];
  const levelsOf = (method: string, minChange: MinChange | null) => {
    const strategy = new DetectorStrategy(
      createBehaviour(method, {}, 'higher_is_better', null, { minChange }),
    );
    return values.map((value, index) => strategy.update(value, index).level);
  };

  test.each(methods.filter(({ kind }) => kind !== 'rule' && kind !== 'binary').map(({ method }) => method))(
    '%s says a warning where it said drift, and nothing else changes',
    (method) => {
      const plain = levelsOf(method, null);
      const small = levelsOf(method, { value: 0.5, unit: 'absolute' });
      expect(small).toEqual(plain.map((level) => (level === 'drift' ? 'warning' : level)));
    },
  );

  test('opens an incident for a change that is large enough, in either unit', () => {
    for (const minChange of [
      { value: 0.003, unit: 'absolute' },
      { value: 0.3, unit: 'percent' },
    ] as const)
      expect(levelsOf('cusum', minChange).at(-1)).toBe('drift');
    expect(levelsOf('cusum', { value: 1, unit: 'percent' }).at(-1)).toBe('warning');
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('of %s is refused', (value) => {
    const rules = { minChange: { value, unit: 'absolute' as const } };
    expect(() => createBehaviour('cusum', {}, 'two_sided', null, rules)).toThrow(
      'min_change must be above 0',
    );
  });
});

test('adopting after no time is refused', () => {
  expect(() => createBehaviour('cusum', {}, 'two_sided', null, { adoptAfterMs: 0 })).toThrow(
    'must be above 0',
  );
});
