import { beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { operator, system } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { updateDetector } from '@/lib/services/detectors/update-detector';
import { finishDeletions } from '@/lib/services/series/finish-deletions';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline } from '../../../helpers/ingest';

vi.setConfig({ testTimeout: 60_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
/** More than one transaction has. */
const seriesCount = 120;
const input = {
  name: 'drop',
  metric_pattern: 'accuracy',
  method: 'mean_delta',
  params: { window: 3, threshold: 0.05 },
};

async function post(values: number[], from = 0) {
  const { submit, close } = openPipeline();
  const points = values.flatMap((value, at) =>
    Array.from({ length: seriesCount }, (_, series) => ({
      model_id: `m${series}`,
      metric: 'accuracy',
      value,
      ts: start + (from + at) * 60_000,
    })),
  );
  await submit(points);
  await close();
}

/** Makes a detector with an open incident on each of many series. */
async function driftEverywhere(): Promise<string> {
  await post([0.9, 0.9, 0.9]);
  const { id } = await createDetector({ actor: operator, input });
  await post([0.7], 3);
  expect(await left(id)).toEqual({ runs: seriesCount, open: seriesCount, unfinished: false });
  return id;
}

async function left(detectorId: string) {
  const db = database();
  const { unfinishedRevision } = await db.detector.findUniqueOrThrow({ where: { id: detectorId } });
  return {
    runs: await db.detectorRun.count({ where: { detectorId } }),
    open: await db.incident.count({ where: { state: { not: 'resolved' } } }),
    unfinished: unfinishedRevision !== null,
  };
}

const change = (id: string, body: object, parts?: number) =>
  updateDetector({ actor: operator, input: { id, body, ...(parts !== undefined && { parts }) } });
const finish = () => finishDeletions({ actor: system, input: {} });

/** Whether somebody waits for the row of an incident. */
async function isHeldUp(): Promise<boolean> {
  const waiting = await database().$queryRaw<[]>`SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%incidents%'`;
  return waiting.length > 0;
}

test('a change that resolves the incidents of many series keeps no other post waiting', async () => {
  const id = await driftEverywhere();
  const other = new IngestDatabase(process.env.DATABASE_URL as string, 1);
  const { submit, close } = openPipeline();
  const changed = await other.inTransaction(async (sql) => {
    await sql('SELECT FROM incidents FOR UPDATE', []);
    const changing = change(id, { model_pattern: 'none' });
    await vi.waitUntil(isHeldUp, { timeout: 30_000 });
    const point = { model_id: 'another', metric: 'accuracy', value: 1, ts: start };
    expect(await submit([point])).toMatchObject({ accepted: 1 });
    return { changing };
  });
  expect(await changed.changing).toMatchObject({ model_pattern: 'none' });
  await close();
  await other.close();
  expect(await left(id)).toEqual({ runs: 0, open: 0, unfinished: false });
});

test('what a request leaves of earlier runs and incidents is ended in the background', async () => {
  const id = await driftEverywhere();
  await change(id, { model_pattern: 'none' }, 0);
  expect(await left(id)).toEqual({ runs: seriesCount, open: seriesCount, unfinished: true });
  await finish();
  expect(await left(id)).toEqual({ runs: 0, open: 0, unfinished: false });
  const resolved = { state: 'resolved', resolution: 'detector_changed' } as const;
  expect(await database().incident.count({ where: resolved })).toBe(seriesCount);
  expect(await database().auditRow.count({ where: { action: 'incident.resolved' } })).toBe(seriesCount);
});

test('an incident whose run has been primed anew meanwhile goes on', async () => {
  const id = await driftEverywhere();
  await change(id, { params: { window: 3, threshold: 0.06 } }, 0);
  await finish();
  expect(await left(id)).toEqual({ runs: seriesCount, open: seriesCount, unfinished: false });
});

test('the incidents of a detector that becomes a shadow end, whoever has primed its runs', async () => {
  const id = await driftEverywhere();
  await change(id, { mode: 'shadow' }, 0);
  await finish();
  expect(await left(id)).toEqual({ runs: seriesCount, open: 0, unfinished: false });
});

test('a second change ends what the first one left', async () => {
  const id = await driftEverywhere();
  await change(id, { model_pattern: 'none' }, 0);
  await change(id, { model_pattern: 'nothing' }, 0);
  await finish();
  expect(await left(id)).toEqual({ runs: 0, open: 0, unfinished: false });
});
