import { expect, test } from 'vitest';
import {
  addToRing,
  createRing,
  meanBack,
  ringSize,
  roundBySpread,
  timeBack,
  valueBack,
} from '@/lib/detectors/auto/recent-ring';

/** Steps of every kind: equal ones, gaps, none at all. */
const stepOf = (index: number) => (index % 7 === 0 ? 0 : index % 50 === 3 ? 86_400_000 : 60_000);

test('gives back the last 512 values and their times, however long the series and its gaps', () => {
  const ring = createRing();
  const times: number[] = [];
  let tsMs = 1_700_000_000_000;
  for (let index = 0; index < 1300; index += 1) {
    tsMs += stepOf(index);
    times.push(tsMs);
    addToRing(ring, index, tsMs);
    const kept = Math.min(index + 1, ringSize);
    for (const back of [1, 2, kept >> 1, kept].filter((count) => count > 0 && count <= kept)) {
      expect(valueBack(ring, back)).toBe(index + 1 - back);
      expect(timeBack(ring, back)).toBe(times[index + 1 - back]);
    }
  }
  expect(timeBack(ring, 5000)).toBe(times.at(-ringSize));
  expect(meanBack(ring, 4)).toBe(1297.5);
});

test('is small while a series is short, and needs one step for a regular one', () => {
  const ring = createRing();
  expect(JSON.stringify(ring).length).toBeLessThan(100);
  for (let index = 0; index < 3000; index += 1) addToRing(ring, 0, index * 300_000);
  expect(ring.stepsMs).toEqual([300_000]);
  expect(ring.values).toHaveLength(ringSize);
});

test('rounds to a ten-thousandth of the noise, and keeps what it cannot round', () => {
  const ring = createRing();
  roundBySpread(ring, 0.03);
  addToRing(ring, 0.123456789, 0);
  addToRing(ring, 1e140, 0);
  expect(valueBack(ring, 2)).toBe(0.123457);
  expect(valueBack(ring, 1)).toBe(1e140);
  for (const spread of [0, 0.003, 0.3]) roundBySpread(ring, spread);
  expect(ring.roundTo).toBe(1e6);
  roundBySpread(ring, 3);
  expect(ring.roundTo).toBe(1e4);
});
