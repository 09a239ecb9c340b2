import { expect, test } from 'vitest';
import { backtest, calibrate, power } from '@/lib/monitoring/index';
import { byLocalClocks } from '@/lib/monitoring/series-points';
import { localTimeMs } from '@/lib/stats/local-time';
import { calmSeries } from '../../../benchmarks/calm-series';

const hourMs = 3_600_000;
const timeZone = 'Europe/Berlin';
const count = 1200;
/** Hourly, from the winter over the change of clocks to the summer. */
const tsMs = Float64Array.from({ length: count }, (_, index) => Date.UTC(2026, 1, 20) + index * hourMs);
const noise = calmSeries('normal', count, 'clocks');
/** A day by clocks in Berlin. */
const values = noise.map((value, index) => {
  const hour = (localTimeMs(timeZone, tsMs[index] as number) / hourMs) % 24;
  return value + 12 * Math.sin((hour * Math.PI) / 12);
});
const params = { season: 'hour_of_day', reference_size: 240 };
const atLocalTimes = { tsMs: tsMs.map((ms) => localTimeMs(timeZone, ms)), values };

test('a threshold is calibrated, and its power computed, on days by the clocks of the zone', () => {
  const options = { falseAlarmEvery: 500, mostPoints: 100_000 };
  const local = calibrate('ewma', params, { tsMs, values }, { ...options, timeZone });
  expect(local).toEqual(calibrate('ewma', params, atLocalTimes, options));
  const asUtc = calibrate('ewma', params, { tsMs, values }, options);
  expect(local.value).toBeLessThan(asUtc.value);
  const shifts = [{ sd: 2 }];
  expect(power('ewma', local.params, { tsMs, values }, shifts, { runs: 20, timeZone })).toEqual(
    power('ewma', local.params, atLocalTimes, shifts, { runs: 20 }),
  );
});

test('a backtest in the zone has no incident at the change of clocks', () => {
  const incidents = (zone?: string) =>
    backtest('ewma', params, { ...(zone && { timeZone: zone }) }, { tsMs, values }).incidents.length;
  expect(incidents(timeZone)).toBe(0);
  expect(incidents()).toBeGreaterThan(0);
});

test('where clocks go back an hour they stand still for it', () => {
  const start = Date.UTC(2026, 9, 24, 23);
  const autumn = Float64Array.from({ length: 5 }, (_, index) => start + index * hourMs);
  const { tsMs: local } = byLocalClocks({ tsMs: autumn, values: new Float64Array(5) }, timeZone);
  expect(Array.from(local, (ms) => new Date(ms).getUTCHours())).toEqual([1, 2, 2, 3, 4]);
});

test('a name of no zone is refused before anything is simulated', () => {
  const options = { falseAlarmEvery: 500, timeZone: 'Berlin' };
  const message = 'a time zone must be an IANA name, such as Europe/Berlin, got "Berlin"';
  expect(() => calibrate('ewma', params, { tsMs, values }, options)).toThrow(message);
  expect(() => power('ewma', params, { tsMs, values }, [], options)).toThrow(message);
});
