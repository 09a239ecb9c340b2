import { afterEach, beforeEach, expect, test } from 'vitest';
import { processWide } from '@/lib/process-wide';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { Counts, counts } from '@/lib/telemetry/counts';
import { setTracer } from '@/lib/telemetry/tracer';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline } from '../../helpers/ingest';

withTestDatabase();

const own = processWide('counts', () => new Counts());

beforeEach(async () => {
  await emptyDatabase();
  own.take();
});
afterEach(() => setTracer(undefined));

const noonMs = Date.UTC(2026, 0, 31, 12);
const point = (minute: number, value: number) => ({
  model_id: 'm',
  metric: 'accuracy',
  value,
  ts: noonMs + minute * 60_000,
});
const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

test('every point is counted by what became of it', async () => {
  const { submit, close } = openPipeline();
  const receivedAt = new Date(noonMs + 3 * 60_000);
  await submit([point(0, 1), point(3, 1)], { receivedAt });
  await submit([point(3, 1), point(0, 2), point(1, 1)], { receivedAt });
  await submit([point(0, 2)], { receivedAt, onConflict: 'replace' });
  const full = openPipeline({ queuePoints: 1 });
  const waiting = full.submit([point(4, 1)], { receivedAt });
  await expect(full.submit([point(5, 1), point(6, 1)])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await waiting;
  full.pipeline.refuse();
  await expect(full.submit([point(7, 1)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await Promise.all([close(), full.close()]);
  const { points, flushPoints, flushSeconds, pointDelaySeconds } = counts();
  expect(points).toEqual({ accepted: 4, duplicate: 1, conflict: 1, replaced: 1, late: 1, refused: 3 });
  expect(flushPoints.sum).toBe(7);
  expect([flushPoints, flushSeconds].map(({ counts: each }) => total(each))).toEqual([4, 4]);
  // The newest point of each request: on arrival, two and three minutes before it, and a minute after it.
  expect(pointDelaySeconds.sum).toBe(0 + 120 + 180 + 0);
});

test('points that the database refuses are counted as refused, once each', async () => {
  const { submit, close } = openPipeline({ maxSeries: 0 });
  const posts = [submit([point(0, 1)]), submit([{ ...point(0, 1), model_id: 'other' }])];
  expect((await Promise.allSettled(posts)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await close();
  expect(counts().points).toMatchObject({ accepted: 0, refused: 2 });
});

test('the time of detectors is counted, and what they fail on', async () => {
  const limit = { method: 'static_threshold', params: { lower: 0.5 } };
  await createDetector({
    actor: operator,
    input: { name: 'limit', model_pattern: '*', metric_pattern: '*', ...limit },
  });
  const { submit, close } = openPipeline();
  await submit([point(0, 1)]);
  await close();
  expect(counts()).toMatchObject({ primedRuns: 1, detectorErrors: 0 });
  expect(counts().detectorSeconds).toBeGreaterThan(0);
});

test('a flush is a span that names the requests it is for', async () => {
  const started: unknown[] = [];
  let ended = 0;
  const end = () => {
    ended += 1;
  };
  setTracer({ start: (...given) => ({ traceparent: '', end, given: started.push(given) }) });
  const { submit, close } = openPipeline();
  await Promise.all([submit([point(0, 1)], { traceparent: 'first' }), submit([point(1, 1), point(2, 1)])]);
  await close();
  expect(started).toEqual([
    [
      'ingest flush',
      {
        kind: 'internal',
        links: ['first'],
        attributes: { 'driftwatch.requests': 2, 'driftwatch.points': 3 },
      },
    ],
  ]);
  expect(ended).toBe(1);
});
