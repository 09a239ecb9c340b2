import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { createBehaviour, DetectorStrategy } from '@/lib/monitoring';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { toWindows } from '@/lib/services/detectors/to-windows';
import { updateDetector } from '@/lib/services/detectors/update-detector';
import { updateMetric } from '@/lib/services/metrics/update-metric';
import { getReadings } from '@/lib/services/series/get-readings';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const point = (index: number, value: number, model = 'a') => ({
  model_id: model,
  metric: 'accuracy',
  value,
  ts: start + index * 60_000,
});
const points = (from: number, to: number, valueAt: (index: number) => number) =>
  Array.from({ length: to - from }, (_, at) => point(from + at, valueAt(from + at)));
const calm = (index: number) => 0.9 + ((index * 7) % 11) / 1000;

const cusum = {
  name: 'accuracy',
  model_pattern: '*',
  metric_pattern: 'accuracy',
  method: 'cusum',
  params: { reference_size: 30 },
};
const watchAccuracy = (more = {}) => createDetector({ actor: operator, input: { ...cusum, ...more } });

/** The rows of all runs, with the transaction that wrote each. */
function runRows() {
  return database().$queryRaw<{ id: number; level: string; writer: string }[]>`
    SELECT id, level::text AS level, xmin::text AS writer FROM detector_runs ORDER BY id`;
}

/** What the only run has said last. */
async function newestLevel() {
  return (await whatIsStored()).readings.toSorted((a, b) => a.tsMs - b.tsMs).at(-1)?.level;
}

describe('the row of a run', () => {
  test('is written when its level changes and every 1,024 points, and always says the newest level', async () => {
    await watchAccuracy({ method: 'static_threshold', params: { lower: 0.5 } });
    const { submit, close } = openPipeline();
    const writtenBy = async (index: number, value: number) => {
      const [before] = await runRows();
      await submit([point(index, value)]);
      const [after] = await runRows();
      expect(after?.level).toBe(await newestLevel());
      return after?.writer !== before?.writer;
    };
    await submit([point(0, 0.9)]);
    expect(await writtenBy(1, 0.8)).toBe(false);
    expect(await writtenBy(2, 0.1)).toBe(true);
    expect(await writtenBy(3, 0.1)).toBe(false);
    expect(await writtenBy(4, 0.9)).toBe(true);
    await submit(points(5, 1023, calm));
    expect(await writtenBy(1023, 0.9)).toBe(true);
    expect(await writtenBy(1024, 0.9)).toBe(false);
    await close();
    const run = await database().detectorRun.findFirstOrThrow();
    expect(run.checkpointTs?.getTime()).toBe(start + 1023 * 60_000);
  });

  test('takes in a state that had to be rebuilt from many points, so that the next rebuild is short', async () => {
    await watchAccuracy();
    const stateAfter = async (from: number, to: number) => {
      const { submit, close } = openPipeline();
      await submit(points(from, to, calm));
      await close();
      const { checkpointTs } = await database().detectorRun.findFirstOrThrow();
      return checkpointTs && (checkpointTs.getTime() - start) / 60_000;
    };
    expect(await stateAfter(0, 63)).toBeNull();
    expect(await stateAfter(63, 70)).toBeNull();
    expect(await stateAfter(70, 72)).toBe(71);
    expect(await stateAfter(72, 73)).toBe(71);
  });

  test('may be older than what the run compares: windows are those of all points', async () => {
    const detector = await watchAccuracy();
    const { submit, close } = openPipeline();
    const all = points(0, 150, calm);
    for (let at = 0; at < all.length; at += 50) await submit(all.slice(at, at + 50));
    // Stored, but not seen by the method.
    await submit([{ ...point(10, 0.1), ts: start + 10 * 60_000 + 1 }]);
    await close();
    const strategy = new DetectorStrategy(
      createBehaviour(detector.method, detector.params, 'higher_is_better'),
    );
    for (const { ts, value } of all) strategy.update(value, ts);
    const { id } = await database().series.findFirstOrThrow();
    const call = { actor: operator, input: { seriesId: String(id), query: { buckets: 10 } } };
    const [run] = (await getReadings(call)).items;
    expect(run?.windows).toEqual(toWindows(strategy.windows()));
    expect(run?.windows.reference).not.toBeNull();
    await updateDetector({ actor: operator, input: { id: detector.id, body: { enabled: false } } });
    const [off] = (await getReadings(call)).items;
    expect(off?.windows).toEqual({ reference: null, band: null, current: null });
  });
});

describe('states in memory', () => {
  test('are left for the stored ones after a detector on them was primed anew elsewhere', async () => {
    const leave = async (restarts: boolean) => {
      await emptyDatabase();
      await watchAccuracy();
      const first = openPipeline();
      await first.submit(points(0, 60, calm));
      // Late, so that only a priming sees it.
      await first.submit([{ ...point(5, 0.2), ts: start + 1 }]);
      if (restarts) await first.close();
      for (const direction of ['lower_is_better', 'higher_is_better']) {
        await updateMetric({ actor: operator, input: { name: 'accuracy', body: { direction } } });
      }
      const { submit, close } = restarts ? openPipeline() : first;
      await submit(points(60, 70, calm));
      await close();
      return whatIsStored();
    };
    const restarted = await leave(true);
    expect(restarted.readings).toHaveLength(71);
    expect(await leave(false)).toEqual(restarted);
  });

  test('are left for the stored ones when another instance has moved as little as a counter', async () => {
    await watchAccuracy();
    const [one, other] = [openPipeline(), openPipeline()];
    await one.submit(points(0, 40, calm));
    await other.submit([point(3, calm(3)), { ...point(3, 0.5), ts: start + 1 }]);
    await one.submit([point(40, 0.9), { ...point(40, 0.5), ts: start + 2 }]);
    await other.submit([point(41, 0.9)]);
    await one.submit([point(42, 0.9)]);
    const { version, ...row } = await database().series.findFirstOrThrow();
    expect(row).toMatchObject({
      pointCount: 45n,
      lateCount: 2n,
      duplicateCount: 1n,
      lastTs: new Date(point(42, 0).ts),
    });
    expect(version).toBe(6n);
    await one.close();
    await other.close();
  });

  test('are left when the detectors are no longer those that were seen', async () => {
    const { submit, close } = openPipeline();
    await submit(points(0, 3, calm));
    const detector = await watchAccuracy();
    await submit([point(3, 0.9)]);
    await updateDetector({ actor: operator, input: { id: detector.id, body: { name: 'another name' } } });
    const answers = [];
    for (let at = 4; at < 80; at += 1) answers.push(await submit([point(at, at < 40 ? calm(at) : 0.2)]));
    expect(answers.flatMap(({ detected }) => detected)[0]?.detector_name).toBe('another name');
    await close();
  });
});

test('many new series are primed as one by one, each on the history it has', async () => {
  const models = Array.from({ length: 30 }, (_, index) => `m${index}`);
  const leave = async (together: boolean) => {
    await emptyDatabase();
    const { submit, close } = openPipeline();
    // Half of the series have a history from before the detectors, which a busy database did not prime.
    for (const model of models.slice(0, 15)) await submit([point(0, 0.9, model), point(1, 0.8, model)]);
    const db = database();
    await watchAccuracy();
    await watchAccuracy({ name: 'limit', method: 'static_threshold', params: { lower: 0.5 } });
    await db.detectorRun.deleteMany();
    await db.readingChunk.deleteMany();
    const bodies = models.map((model) => [point(2, 0.4, model)]);
    if (together) await submit(bodies.flat());
    else for (const body of bodies) await submit(body);
    await close();
    return whatIsStored();
  };
  const alone = await leave(false);
  expect(alone.states).toHaveLength(60);
  expect(alone.readings).toHaveLength(15 * 2 * 3 + 15 * 2);
  expect(await leave(true)).toEqual(alone);
});
