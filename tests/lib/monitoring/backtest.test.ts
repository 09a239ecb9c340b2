import { describe, expect, test } from 'vitest';
import { backtest, createBehaviour, DetectorStrategy, levels } from '@/lib/monitoring/index';
import { normals } from '../../contract/seeded-numbers';

const stepMs = 60_000;
const times = (count: number) => Array.from({ length: count }, (_, index) => index * stepMs);
const limit = { upper: 10, warning_margin: 2 };

describe('a backtest', () => {
  test('says what the live strategy says, point by point', () => {
    const values = [...normals(1, 300), ...normals(2, 200, 2)];
    const tsMs = times(values.length);
    const { readings } = backtest('cusum', {}, {}, { tsMs, values });
    const strategy = new DetectorStrategy(createBehaviour('cusum'));
    values.forEach((value, index) => {
      const reading = strategy.update(value, tsMs[index] as number);
      expect(levels[readings.level[index] as number]).toBe(reading.level);
      expect(readings.statistic[index]).toBe(reading.statistic ?? Number.NaN);
      expect(readings.threshold[index]).toBe(reading.threshold ?? Number.NaN);
      expect(readings.delta[index]).toBe(reading.delta ?? Number.NaN);
    });
  });

  test('gathers each drift into one incident, the last one still open', () => {
    const values = [1, 12, 13, 9, 1, 1, 14];
    const { incidents } = backtest('static_threshold', limit, {}, { tsMs: times(7), values });
    // 9 is a warning, which neither opens nor resolves.
    expect(incidents).toMatchObject([
      { openedAt: 1, openedMs: stepMs, onsetMs: stepMs, resolvedMs: 4 * stepMs, statistic: 2 },
      { openedAt: 6, openedMs: 6 * stepMs, resolvedMs: null, statistic: 4 },
    ]);
  });

  test('has one open job, which later drifts join, until it is closed', () => {
    const points = { tsMs: times(6), values: [12, 1, 12, 1, 12, 1] };
    const reasons = (jobOpenForMs: number | null) =>
      backtest('static_threshold', limit, { jobOpenForMs }, points).jobs.map((job) => [
        job.jobId,
        job.askedMs,
        job.reasons.length,
      ]);
    expect(reasons(null)).toEqual([['backtest-1', 0, 3]]);
    expect(reasons(3 * stepMs)).toEqual([
      ['backtest-1', 0, 2],
      ['backtest-2', 4 * stepMs, 1],
    ]);
  });

  test('of no points is empty, and of points that go back in time refused', () => {
    expect(backtest('cusum', {}, {}, { tsMs: [], values: [] }).incidents).toEqual([]);
    expect(() => backtest('cusum', {}, {}, { tsMs: [2, 1], values: [0, 0] })).toThrow(
      'goes back in time at point 1',
    );
  });
});
