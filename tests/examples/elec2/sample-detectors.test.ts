import { beforeAll, describe, expect, it } from 'vitest';
import { readHalfHours } from '../../../examples/elec2/read-half-hours';
import { type DailyMetrics, replay } from '../../../examples/elec2/replay';
import { sampleDetectors } from '../../../examples/elec2/sample-detectors';
import { parseParams } from '../../../lib/detectors/parse-params';
import { getMethod } from '../../../lib/detectors/registry';
import type { MetricDirection, Reading } from '../../../lib/detectors/types';
import { defaultsOfMetric } from '../../../lib/policy/known-metrics';

/** The day on which the Victoria columns move for the first time. */
const marketsJoined = 363;

type DayReading = Reading & { day: number; onsetDay: number | null };

let days: DailyMetrics[];

beforeAll(async () => {
  days = replay(await readHalfHours());
});

/** Returns the day, counted from 7 May 1996, that contains an instant. */
function dayOf(ms: number): number {
  return Math.floor((ms - Date.parse('1996-05-07T00:00:00Z')) / 86_400_000);
}

/** Returns the readings of a sample detector over the real days, with the app's own method and metric. */
function readingsOf(metric: 'accuracy' | 'log_loss', direction?: MetricDirection): DayReading[] {
  const detector = sampleDetectors.find(({ metric_pattern }) => metric_pattern === metric);
  if (!detector) return expect.fail(`no sample detector watches ${metric}`);
  const method = getMethod(detector.method);
  const traits = { direction: direction ?? defaultsOfMetric(metric).direction };
  const state = method.init(parseParams(detector.method, detector.params), traits);
  return days.map((day) => {
    const reading = method.update(state, day[metric], Date.parse(day.ts));
    const onsetMs = method.onsetMs(state);
    return { ...reading, day: day.day, onsetDay: onsetMs === null ? null : dayOf(onsetMs) };
  });
}

describe.each<['accuracy' | 'log_loss', number]>([
  ['accuracy', 60],
  ['log_loss', 70],
])('the sample’s detector on %s', (metric, mostDays) => {
  it('stays under half its threshold, without a warning, until the markets are joined', () => {
    const calm = readingsOf(metric).filter(({ day }) => day < marketsJoined);
    const judged = calm.filter(({ level }) => level !== 'insufficient_data');
    expect(judged.length).toBeGreaterThan(180);
    for (const { day, level, statistic, threshold } of judged) {
      expect(level, `day ${day}`).toBe('stable');
      expect(statistic, `day ${day}`).toBeLessThan((threshold ?? 0) / 2);
    }
  });

  it(`finds the drift within ${mostDays} days of that, and within 5 weeks of its own estimate of the start`, () => {
    const drift = readingsOf(metric).find(({ level }) => level === 'drift');
    expect(drift?.day).toBeGreaterThan(marketsJoined);
    expect(drift?.day).toBeLessThanOrEqual(marketsJoined + mostDays);
    expect(drift?.onsetDay).toBeGreaterThanOrEqual(marketsJoined);
    expect((drift?.day ?? 0) - (drift?.onsetDay ?? 0)).toBeLessThanOrEqual(35);
    expect(Math.sign(drift?.delta ?? 0)).toBe(metric === 'accuracy' ? -1 : 1);
  });

  it('opens only one episode, and sees its end when the model fits again in 1998', () => {
    const readings = readingsOf(metric);
    const opened = readings.filter(({ level }, i) => level === 'drift' && readings[i - 1]?.level !== 'drift');
    expect(opened).toHaveLength(1);
    expect(readings.at(-1)?.level).toBe('stable');
  });

  it('would see nothing if the direction of the metric were reversed', () => {
    const other = metric === 'accuracy' ? 'lower_is_better' : 'higher_is_better';
    expect(readingsOf(metric, other).filter(({ level }) => level === 'drift')).toEqual([]);
  });
});
