import { beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { operator, system } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { deleteDetector } from '@/lib/services/detectors/delete-detector';
import { eraseRuns } from '@/lib/services/detectors/erase-runs';
import { getDetector } from '@/lib/services/detectors/get-detector';
import { listDetectors } from '@/lib/services/detectors/list-detectors';
import { restoreDetector } from '@/lib/services/detectors/restore-detector';
import { adoptIncident } from '@/lib/services/incidents/adopt-incident';
import { listIncidents } from '@/lib/services/incidents/list-incidents';
import { approveJob } from '@/lib/services/jobs/approve-job';
import { completeJob } from '@/lib/services/jobs/complete-job';
import { getOverview } from '@/lib/services/overview/get-overview';
import { finishDeletions } from '@/lib/services/series/finish-deletions';
import { getReadings } from '@/lib/services/series/get-readings';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline } from '../../../helpers/ingest';

vi.setConfig({ testTimeout: 60_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const hour = 3_600_000;
const seriesCount = 250;
const input = {
  name: 'drop',
  metric_pattern: '*',
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
  const result = await submit(points);
  await close();
  return result;
}

const countRows = async (detectorId: string) => {
  const db = database();
  return {
    runs: await db.detectorRun.count({ where: { detectorId } }),
    chunks: await db.readingChunk.count(),
    open: await db.incident.count({ where: { state: { not: 'resolved' } } }),
  };
};
const finish = (now = new Date()) => finishDeletions({ actor: system, now, input: {} });

/** Makes a detector with an open incident on each of many series. */
async function driftEverywhere() {
  await post([0.9, 0.9, 0.9]);
  const { id } = await createDetector({ actor: operator, input });
  await post([0.7], 3);
  expect((await countRows(id)).open).toBe(seriesCount);
  return id;
}

test('a deletion that ends with its first transaction hides the detector, and the background does the rest', async () => {
  const id = await driftEverywhere();
  await deleteDetector({ actor: operator, input: { id, parts: 0 } });
  expect(await countRows(id)).toMatchObject({ runs: seriesCount, chunks: seriesCount, open: seriesCount });
  await expect(getDetector({ actor: operator, input: { id } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await listDetectors({ actor: operator, input: { limit: 10 } })).items).toEqual([]);
  expect((await getOverview({ actor: operator, input: {} })).detector_count).toBe(0);
  const { id: seriesId } = await database().series.findFirstOrThrow();
  const readings = await getReadings({
    actor: operator,
    input: { seriesId: String(seriesId), query: { buckets: 10 } },
  });
  expect(readings.items).toEqual([]);
  const { items, counts } = await listIncidents({ actor: operator, input: { limit: 1, search: '' } });
  expect(items).toMatchObject([
    { detector_id: null, detector_name: 'drop', state: 'resolved', resolution: 'detector_deleted' },
  ]);
  expect(counts).toEqual({ open: 0, acknowledged: 0, resolved: seriesCount });
  const open = await listIncidents({ actor: operator, input: { limit: 1, search: 'state:open' } });
  expect(open.items).toEqual([]);
  const overview = await getOverview({ actor: operator, input: {} });
  expect(overview).toMatchObject({ changes: [] });
  expect(overview.rows.map(({ open_incident_count }) => open_incident_count)).toEqual(
    Array(seriesCount).fill(0),
  );
  expect(await post([0.2], 4)).toMatchObject({ accepted: seriesCount, detected_count: 0 });

  await finish();
  expect(await countRows(id)).toEqual({ runs: 0, chunks: 0, open: 0 });
  const resolved = { state: 'resolved', resolution: 'detector_deleted' } as const;
  expect(await database().incident.count({ where: resolved })).toBe(seriesCount);
  expect(await database().auditRow.count({ where: { action: 'incident.resolved' } })).toBe(seriesCount);
});

test('the first transaction waits for no run, however many there are', async () => {
  const id = await driftEverywhere();
  const other = new IngestDatabase(process.env.DATABASE_URL as string, 1);
  await other.inTransaction(async (sql) => {
    await sql('SELECT FROM detector_runs FOR UPDATE', []);
    await sql('SELECT FROM reading_chunks FOR UPDATE', []);
    await sql('SELECT FROM incidents FOR UPDATE', []);
    await deleteDetector({ actor: operator, input: { id, parts: 0 } });
    await expect(getDetector({ actor: operator, input: { id } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
  await other.close();
});

test('a detector that is restored in the middle of its deletion keeps what it gets then', async () => {
  const id = await driftEverywhere();
  await deleteDetector({ actor: operator, input: { id, parts: 5 } });
  expect(await countRows(id)).toMatchObject({ runs: seriesCount - 100, open: 0 });
  expect(await restoreDetector({ actor: operator, input: { id } })).toMatchObject({ enabled: true });
  const restored = { runs: seriesCount, chunks: seriesCount, open: seriesCount };
  expect(await countRows(id)).toEqual(restored);
  // A part that was about to begin, and the background.
  expect(await eraseRuns(database(), id, { actor: system, now: new Date() })).toEqual({
    rows: 0,
    isDone: true,
  });
  await finish(new Date(Date.now() + 2 * hour));
  expect(await countRows(id)).toEqual(restored);
});

test('an hour later its row is gone, and its incidents remain', async () => {
  const id = await driftEverywhere();
  await deleteDetector({ actor: operator, input: { id } });
  await finish();
  expect(await database().detector.count()).toBe(1);
  await finish(new Date(Date.now() + 2 * hour));
  expect(await database().detector.count()).toBe(0);
  expect(await database().incident.count({ where: { detectorId: null } })).toBe(seriesCount);
  await expect(restoreDetector({ actor: operator, input: { id } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a detector that was off is off when it is restored', async () => {
  const { id } = await createDetector({ actor: operator, input: { ...input, enabled: false } });
  await deleteDetector({ actor: operator, input: { id } });
  expect(await restoreDetector({ actor: operator, input: { id } })).toMatchObject({ enabled: false });
});

test('its incidents can no longer be adopted, not even before the background has resolved them', async () => {
  const id = await driftEverywhere();
  const incident = await database().incident.findFirstOrThrow({ where: { detectorId: id } });
  await deleteDetector({ actor: operator, input: { id, parts: 0 } });
  await expect(
    adoptIncident({ actor: operator, input: { id: incident.id, body: {} } }),
  ).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'the incident has already ended (detector_deleted)',
    details: { incident: { id: incident.id, state: 'resolved', resolution: 'detector_deleted' } },
  });
  expect(await database().auditRow.count({ where: { action: 'incident.adopted' } })).toBe(0);
  await finish();
  expect(await database().incident.findUniqueOrThrow({ where: { id: incident.id } })).toMatchObject({
    resolution: 'detector_deleted',
  });
});

test('a retrain that is completed after its deletion adopts none of its incidents', async () => {
  const id = await driftEverywhere();
  const { id: jobId } = await database().retrainJob.findFirstOrThrow({
    where: { status: 'pending_approval' },
  });
  await deleteDetector({ actor: operator, input: { id, parts: 0 } });
  await approveJob({ actor: operator, input: { id: jobId, body: {} } });
  await completeJob({ actor: operator, input: { id: jobId, body: {} } });
  expect(await database().auditRow.count({ where: { action: 'incident.adopted' } })).toBe(0);
  expect((await countRows(id)).open).toBe(seriesCount);
});
