import { expect, test } from 'vitest';
import { gainOverMemory, standsOut } from '@/lib/stats/change-significance';
import { segmentResiduals } from '@/lib/stats/segment-fit';
import { standardised } from '@/lib/stats/standardised';
import { winsorised } from '@/lib/stats/winsorised';
import { normals } from '../../contract/seeded-numbers';

const step = [...normals(1, 60), ...normals(2, 60, 6)];
const fit = { changes: [60], shape: 'level' as const };

test('a step of 6 sd says more than memory and stands out from shuffled values', () => {
  expect(gainOverMemory(standardised(step))(fit)).toBeGreaterThan(0);
  expect(standsOut(step, fit)).toBe(true);
});

test('a cut in noise says less than memory and does not stand out', () => {
  for (const seed of [3, 4, 5]) {
    const noise = normals(seed, 120);
    expect(gainOverMemory(standardised(noise))(fit)).toBeLessThan(0);
    expect(standsOut(noise, fit)).toBe(false);
  }
});

test('residuals of two levels have mean 0 in each, and those of two lines vanish on lines', () => {
  const residuals = segmentResiduals([1, 3, 10, 14], { changes: [2], shape: 'level' });
  expect(Array.from(residuals)).toEqual([-1, 1, -2, 2]);
  const bent = [0, 1, 2, 3, 3, 1, -1];
  for (const rest of segmentResiduals(bent, { changes: [4], shape: 'line' })) expect(rest).toBeCloseTo(0, 12);
});

test('standardised values have mean 0 and variance 1, of any size, and winsorised ones keep no wild value', () => {
  for (const scale of [1e-200, 1, 1e200]) {
    const values = standardised(step.map((value) => value * scale));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 9);
    expect(values.reduce((sum, value) => sum + value * value, 0) / (values.length - 1)).toBeCloseTo(1, 9);
  }
  expect(Math.max(...winsorised([...normals(6, 100), 1e6]))).toBeLessThan(100);
});
