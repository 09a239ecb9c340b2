import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { asCaller } from '@/lib/http/caller';
import { previewSchema } from '@/lib/schemas/preview';
import { operator } from '@/lib/services/call';
import { previewDetector } from '@/lib/services/preview/preview-detector';
import { idleThreadCount } from '@/lib/services/preview/preview-threads';
import { seededRandom } from '@/lib/stats/seeded-random';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const noise = (seed: string, count: number, fallAt = count) => {
  const random = seededRandom(seed);
  return Array.from(
    { length: count },
    (_, index) => 0.9 + 0.01 * (random() - 0.5) - (index < fallAt ? 0 : 0.05),
  );
};

async function send(region: string, values: number[]) {
  const points = values.map((value, index) => ({
    model_id: 'fraud',
    metric: 'accuracy',
    labels: { region },
    value,
    ts: start + index * hour,
  }));
  expect((await api('POST', '/api/metrics', points)).status).toBe(200);
}

const asked = { metric_pattern: 'accuracy', method: 'cusum', params: {} };
const preview = (body: object) => api('POST', '/api/detectors/preview', body);

describe('a preview of three series, one of which has fallen', () => {
  beforeEach(async () => {
    await send('eu', noise('eu', 400, 390));
    await send('us', noise('us', 400));
    await send('jp', noise('jp', 400));
  });

  test('shows where it would have fired, how soon it detects shifts and how suitable the reference is, and writes nothing', async () => {
    const before = await database().auditRow.count();
    const { status, body } = await preview({ ...asked, false_alarm_every: { ms: 30 * 24 * hour } });
    expect(status).toBe(200);
    const found = previewSchema.parse(body);
    expect(found.series.map(({ role }) => role)).toEqual(['worst', 'median', 'calm']);
    const [worst] = found.series;
    expect(worst?.labels).toEqual({ region: 'eu' });
    expect(worst?.backtest?.incident_count).toBe(1);
    const fallMs = start + 390 * hour;
    expect(Date.parse(worst?.backtest?.incidents[0]?.opened_ts ?? '')).toBeGreaterThanOrEqual(fallMs);
    expect(worst?.backtest?.readings.length).toBeLessThanOrEqual(300);
    expect(found.incident_count).toBe(1);
    expect(found.matching).toMatchObject({ series_count: 3, learning_count: 0, sampled_count: 3 });
    // One alarm per month over three series is one in three months of each.
    expect(found.calibration?.per_series).toEqual({ points: 3 * 30 * 24, ms: 3 * 30 * 24 * hour });
    expect(found.params.threshold).toBe(found.calibration?.value);
    expect(found.power.map(({ sd }) => Math.round(sd ?? 0))).toEqual([1, 2, 4]);
    expect(found.power[2]?.verdict).toBe('seen');
    expect(found.quality?.effective_count).toBeGreaterThan(50);
    expect(await database().auditRow.count()).toBe(before);
    expect(await database().detector.count()).toBe(0);
  });

  test('takes as the worst the series with the largest incident, also when its new level is normal by now', async () => {
    const limits = {
      name: 'dips',
      metric_pattern: 'accuracy',
      method: 'static_threshold',
      params: { lower: 0.8 },
    };
    expect((await api('POST', '/api/detectors', limits)).status).toBe(201);
    const dip = noise('kr', 400).map((value, index) => (index >= 100 && index < 120 ? value - 0.2 : value));
    await send('kr', dip);
    const opened = await database().incident.findMany({ select: { state: true } });
    expect(opened).toEqual([{ state: 'resolved' }]);
    await database().incident.updateMany({ data: { beforeMean: 0.9, beforeSd: 0.003, afterMean: 0.7 } });
    const { body } = await preview(asked);
    expect(previewSchema.parse(body).series[0]).toMatchObject({ role: 'worst', labels: { region: 'kr' } });
    const { body: later } = await preview({ ...asked, from: start + 200 * hour });
    expect(previewSchema.parse(later).series[0]).toMatchObject({ labels: { region: 'eu' } });
  });

  test('compares with a stored detector, in the requested parts', async () => {
    const limits = { name: 'limits', metric_pattern: 'accuracy', method: 'static_threshold' };
    const { body: stored } = await api('POST', '/api/detectors', { ...limits, params: { lower: 0.1 } });
    const { body } = await preview({
      ...asked,
      method: 'static_threshold',
      params: { lower: 0.87 },
      detector_id: stored.id,
      parts: ['backtest', 'calibration'],
      false_alarm_every: { points: 1000 },
    });
    expect(body).toMatchObject({ incident_count: 1, previous_incident_count: 0, quality: null, power: [] });
    expect(body.calibration).toBeNull();
    expect(body.calibration_note).toContain('choose the limits of');
    expect(body.series[0].previous.incidents).toEqual([]);
  });

  test('is limited by max_points, and reports what was left out', async () => {
    const { body } = await preview({ ...asked, parts: ['backtest'], max_points: 300, buckets: 10 });
    expect(body.series.map((one: { point_count: number }) => one.point_count)).toEqual([100, 100, 100]);
    expect(body.series[0]).toMatchObject({ sampled: true, total_count: 400 });
    expect(body.series[0].points).toHaveLength(10);
    expect(body.notes[0]).toBe('Tried on at most the newest 100 points of a series, without late ones.');
  });

  test('reports its progress line by line, with the result last', async () => {
    const { POST } = await import('@/app/api/detectors/preview/route');
    const request = new Request('http://driftwatch.test/api/detectors/preview', {
      method: 'POST',
      headers: { accept: 'application/x-ndjson' },
      body: JSON.stringify({ ...asked, parts: ['backtest'] }),
    });
    const response = await asCaller(operator, () => POST(request, { params: Promise.resolve({}) }));
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const done = lines.flatMap(({ progress }) => (progress ? [progress.done] : []));
    expect(done.length).toBeGreaterThan(3);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(lines.at(-1).result.series).toHaveLength(3);
  });

  test('ends with the client, and so does its thread', async () => {
    await preview({ ...asked, parts: ['backtest'] });
    expect(idleThreadCount()).toBe(1);
    const client = new AbortController();
    const answer = previewDetector({
      actor: operator,
      input: {
        body: { ...asked, method: 'auto', false_alarm_every: { points: 1000 } },
        signal: client.signal,
        report: ({ stage }) => {
          if (stage === 'backtest') client.abort();
        },
      },
    });
    await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'the client went away' });
    expect(idleThreadCount()).toBe(0);
  });
});

test('says so if nothing matches', async () => {
  const { status, body } = await preview(asked);
  expect([status, body.series, body.reference]).toEqual([200, [], null]);
  expect(body.notes).toEqual(['No series match yet; the detector would wait for their first points.']);
});

test.each([
  [{ ...asked, method: 'crystal_ball' }],
  [{ ...asked, params: { threshold: -1 } }],
  [{ ...asked, max_points: 5 }],
  [{ ...asked, false_alarm_every: { days: 1 } }],
  [{ ...asked, reference: { from: 2000, to: 1000 } }],
])('refuses %j', async (body) => {
  const { status, body: problem } = await preview(body);
  expect([status, problem.code]).toEqual([400, 'INVALID_INPUT']);
});
