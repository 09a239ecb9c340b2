import { expect, test } from 'vitest';
import { addToRing } from '@/lib/detectors/auto/recent-ring';
import {
  choosePower,
  fromScale,
  residualOf,
  toScale,
  withoutRounding,
} from '@/lib/detectors/auto/working-scale';
import { normals } from '../../../contract/seeded-numbers';
import { hourMs, mondayMs, runAuto } from './run-auto';

/** The state with its scale chosen by these values. */
function chosenBy(values: readonly number[]) {
  const { state } = runAuto([], hourMs);
  values.forEach((value, index) => {
    addToRing(state.recent, value, mondayMs + index * hourMs);
  });
  choosePower(state);
  return state;
}

/** A level that goes up and down by a factor of 10, which shows what scale it has. */
const levels = Array.from({ length: 400 }, (_, index) => 10 ** (2 + 0.5 * Math.sin(index / 30)));
const noise = normals(11, 400);

test.each([
  ['noise of one size', levels.map((level, index) => level + 5 * (noise[index] as number)), 1],
  [
    'noise as the root of the level',
    levels.map((level, index) => (Math.sqrt(level) + (noise[index] as number)) ** 2),
    0.5,
  ],
  ['noise as the level', levels.map((level, index) => level * Math.exp(0.3 * (noise[index] as number))), 0],
  ['values under 0', levels.map((level, index) => level * Math.exp(0.3 * (noise[index] as number)) - 50), 1],
  ['too few points', levels.slice(0, 19).map((level, index) => level * Math.exp(noise[index] as number)), 1],
])('%s: the power of the scale', (_, values, power) => {
  expect(chosenBy(values).power).toBe(power);
});

test('a series with zeros is not taken to logarithms', () => {
  const values = levels.map((level, index) =>
    index % 100 === 50 ? 0 : level * Math.exp(0.3 * (noise[index] as number)),
  );
  expect(chosenBy(values).power).not.toBe(0);
});

test.each([1, 0.5, 0])('power %d: there and back again', (power) => {
  const { state } = runAuto([], hourMs);
  state.power = power;
  state.leastPositive = 1e-3;
  for (const value of [1e-3, 0.5, 7, 1e9]) {
    expect(fromScale(state, toScale(state, value)) / value).toBeCloseTo(1, 12);
  }
});

test.each([0.5, 0])('power %d: what is not positive has a finite place at the bottom', (power) => {
  const { state } = runAuto([], hourMs);
  state.power = power;
  state.leastPositive = 0.25;
  expect(toScale(state, -3)).toBe(toScale(state, 0));
  expect(Number.isFinite(toScale(state, 0))).toBe(true);
  expect(toScale(state, 0)).toBeLessThan(toScale(state, 1));
});

test('values apart by a rounding error are the same rest', () => {
  const { state } = runAuto([], hourMs);
  state.recent.roundTo = 1e6;
  expect(residualOf(state, 0.1 + 0.2, mondayMs)).toBe(residualOf(state, 0.3, mondayMs));
  expect(residualOf(state, 0.30001, mondayMs)).not.toBe(residualOf(state, 0.3, mondayMs));
});

test('a season leaves no rounding errors on equal values', () => {
  const { state } = runAuto([], hourMs);
  state.recent.roundTo = 1e6;
  expect(withoutRounding(state, 0.3 - 0.1)).toBe(withoutRounding(state, 0.2));
});
