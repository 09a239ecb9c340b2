import { expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { getMethod } from '@/lib/detectors/registry';
import { normals } from '../../contract/seeded-numbers';

const minuteMs = 60_000;

function run(methodId: string, input: Record<string, unknown>, values: number[]) {
  const method = getMethod(methodId);
  const state = method.init(parseParams(methodId, input), { direction: 'two_sided' });
  const readings = values.map((value, index) => method.update(state, value, index * minuteMs));
  return { readings, windows: method.windows(state), onsetMs: method.onsetMs(state) };
}

test('a fixed range is the reference, and the current window begins behind it', () => {
  const values = [...normals(1, 100, 5), ...normals(2, 100), ...normals(3, 60)];
  const range = {
    reference: 'range',
    reference_from: 100 * minuteMs,
    reference_to: 199 * minuteMs,
    window: 40,
  };
  const { readings, windows } = run('welch', range, values);
  expect(readings.findIndex(({ level }) => level !== 'insufficient_data')).toBe(239);
  expect(readings.some(({ level }) => level === 'drift')).toBe(false);
  expect(windows.reference).toMatchObject({ fromMs: 100 * minuteMs, toMs: 199 * minuteMs, sampleCount: 100 });
  expect(windows.current).toMatchObject({ fromMs: 220 * minuteMs, toMs: 259 * minuteMs, sampleCount: 40 });
});

test('a range with fewer than five points in it judges nothing', () => {
  const range = {
    reference: 'range',
    reference_from: 10 * minuteMs,
    reference_to: 13 * minuteMs,
    window: 10,
  };
  const { readings } = run('ks', range, normals(1, 100));
  expect(readings.every(({ level }) => level === 'insufficient_data')).toBe(true);
});

test('a range is refused without its ends, and ends without a range', () => {
  expect(() => parseParams('ks', { reference: 'range', reference_from: 5 })).toThrow(
    /reference_from must be before/,
  );
  expect(() => parseParams('ks', { reference_to: 5 })).toThrow(
    /reference_to is used with reference "range" only/,
  );
});

test.each(['ks', 'psi', 'cramer_von_mises', 'mann_whitney', 'welch', 'levene', 'mmd'])(
  '%s over a rolling reference says what a fresh one over the same points says',
  (methodId) => {
    // A first reference of these has the level and noise of the standard: both then judge the same residuals.
    const sizes = { reference_size: 40, window: 20, outlier_limit: 1e6 };
    const values = normals(5, 160);
    const { readings, windows } = run(methodId, { ...sizes, reference: 'rolling', scale: 'raw' }, values);
    const fresh = run(methodId, { ...sizes, scale: 'raw' }, values.slice(100));
    expect(windows.reference).toMatchObject({ fromMs: 100 * minuteMs, toMs: 139 * minuteMs });
    const [rolled, direct] = [readings.at(-1)?.statistic, fresh.readings.at(-1)?.statistic];
    expect(Math.abs((rolled ?? Number.NaN) - (direct ?? Number.NaN))).toBeLessThan(1e-9);
  },
);

test('a rolling reference sees a shift while it moves through, and then takes it for ordinary', () => {
  const values = [...normals(6, 300), ...normals(7, 300, 3)];
  const { readings } = run('ks', { reference: 'rolling', reference_size: 100, window: 30 }, values);
  const levels = readings.map(({ level }) => level);
  expect(levels.slice(0, 300)).not.toContain('drift');
  expect(levels.slice(300, 330)).toContain('drift');
  expect(levels.at(-1)).toBe('stable');
});

test('raw distances are those of the standardised values times their noise', () => {
  const values = [...normals(8, 200, 10, 7), ...normals(9, 60, 17, 7)];
  const reference = values.slice(0, 200);
  const mean = reference.reduce((sum, value) => sum + value / 200, 0);
  const noise = Math.sqrt(reference.reduce((sum, value) => sum + (value - mean) ** 2 / 199, 0));
  const factors = { wasserstein: noise, energy: Math.sqrt(noise), ks: 1, welch: 1, psi: 1, mann_whitney: 1 };
  for (const [methodId, factor] of Object.entries(factors)) {
    const [plain, raw] = ['reference', 'raw'].map((scale) =>
      run(methodId, { scale }, values).readings.at(-1),
    );
    expect(raw?.statistic).toBeCloseTo((plain?.statistic ?? 0) * factor, 8);
    expect(raw?.delta).toBeCloseTo(plain?.delta ?? 0, 8);
  }
});

test('the onset is the first point of the change, of level and of spread', () => {
  const shifted = run('welch', {}, [...normals(10, 280), ...normals(11, 15, 4)]);
  expect(Math.abs((shifted.onsetMs ?? 0) / minuteMs - 280)).toBeLessThanOrEqual(2);
  const wider = run('levene', {}, [...normals(12, 280), ...normals(13, 30, 0, 6)]);
  expect(Math.abs((wider.onsetMs ?? 0) / minuteMs - 280)).toBeLessThanOrEqual(5);
});
