import { expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { getMethod } from '@/lib/detectors/registry';
import type { MetricDirection } from '@/lib/detectors/types';
import { normals } from '../../contract/seeded-numbers';

const method = getMethod('bocpd');

/** Places where a drift begins, and the first place after each, with the onset reported when it began. */
function driftsIn(values: number[], direction: MetricDirection, input: Record<string, unknown> = {}) {
  const state = method.init(parseParams('bocpd', input), { direction });
  const drifts: { from: number; onset: number | null; to: number | null }[] = [];
  let isDrift = false;
  values.forEach((value, index) => {
    const { level } = method.update(state, value, index);
    if (level === 'drift' && !isDrift) drifts.push({ from: index, onset: method.onsetMs(state), to: null });
    const last = drifts.at(-1);
    if (level !== 'drift' && isDrift && last !== undefined) last.to = index;
    isDrift = level === 'drift';
  });
  return drifts;
}

const step = (seed: number, size: number) => [...normals(seed, 300), ...normals(seed + 500, 300, size)];

test('tells one shift once, soon, from where it began, and settles when the new level is old enough', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const drifts = driftsIn(step(seed, 2), 'two_sided');
    expect(drifts).toHaveLength(1);
    const [{ from, onset, to } = { from: 0, onset: null, to: null }] = drifts;
    expect(from).toBeGreaterThanOrEqual(300);
    expect(from).toBeLessThanOrEqual(325);
    expect(Math.abs((onset ?? 0) - 300)).toBeLessThanOrEqual(4);
    expect(Math.abs((to ?? 0) - 400)).toBeLessThanOrEqual(10);
  }
});

test('a change for the better is no drift, but the level from then on', () => {
  const values = [...step(3, -3), ...normals(9, 300)];
  expect(driftsIn(values, 'lower_is_better').map(({ from }) => from >= 600 && from < 615)).toEqual([true]);
  expect(driftsIn(values, 'higher_is_better').map(({ from }) => from >= 300 && from < 315)).toEqual([true]);
});

test('one wild value is no drift', () => {
  const values = normals(5, 400);
  values[250] = 1e6;
  expect(driftsIn(values, 'two_sided')).toEqual([]);
});

test('raw values give what standardised ones give when the params are in the unit of the metric', () => {
  const values = step(7, 2);
  const reference = values.slice(0, 100);
  const mean = reference.reduce((sum, value) => sum + value / 100, 0);
  const sd = Math.sqrt(reference.reduce((sum, value) => sum + (value - mean) ** 2 / 99, 0));
  const raw = driftsIn(values, 'two_sided', { scale: 'raw', noise: sd, level_spread: 2 * sd });
  expect(raw).toEqual(driftsIn(values, 'two_sided'));
});

test('windows of a drift are what came before it and what came since', () => {
  const state = method.init(parseParams('bocpd'), { direction: 'two_sided' });
  step(1, 3)
    .slice(0, 340)
    .forEach((value, index) => {
      method.update(state, value, index);
    });
  const { reference, current } = method.windows(state);
  expect(current?.fromMs).toBeGreaterThanOrEqual(298);
  expect(current?.toMs).toBe(339);
  expect(current?.mean).toBeCloseTo(3, 0);
  expect(reference?.toMs).toBe((current?.fromMs ?? 0) - 1);
  expect(reference?.mean).toBeCloseTo(0, 0);
});
