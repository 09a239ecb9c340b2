import { type Database, database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { countReadings, readingAt } from '@/lib/db/packed-readings';
import { rollupSteps } from '@/lib/db/roll-up';
import { rawReadings } from '@/lib/db/sql/chart-readings';
import type { Rollup } from '@/lib/generated/prisma/client';
import { GroupCommit, type PipelineOptions } from '@/lib/ingest/group-commit';
import type { IngestRequest } from '@/lib/ingest/ingest-request';
import type { PointInput } from '@/lib/schemas/metrics';
import { replayInclude, replayRuns } from '@/lib/services/detectors/replay-runs';
import { groupBy } from '@/lib/services/group-by';

/** Opens another pipeline on the test database with nothing in memory, like another instance or a restart. */
export function openPipeline(options: Partial<PipelineOptions> = {}) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('withTestDatabase() comes first');
  const connections = new IngestDatabase(url, 4);
  const pipeline = new GroupCommit({
    database: connections,
    flushers: 2,
    queuePoints: 200_000,
    stateCacheBytes: 2 ** 26,
    maxSeries: 1000,
    ...options,
  });
  return {
    pipeline,
    submit: (points: PointInput[], more: Partial<IngestRequest> = {}) =>
      pipeline.submit({ points, onConflict: 'keep', receivedAt: new Date(), ...more }),
    async close() {
      await pipeline.close();
      await connections.close();
    },
  };
}

/** Sorts independently of ids. */
function byText<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

/**
 * Returns the current states of all runs and all their readings: what is stored, and what the replay adds.
 */
async function presentRuns(db: Database) {
  const runs = await db.detectorRun.findMany({ include: replayInclude });
  const replayed = await replayRuns(db, runs);
  const chunks = await rawReadings(
    db,
    runs.map(({ id }) => id),
    { from: new Date(0), to: new Date('9999-01-01') },
  );
  const chunksOf = groupBy(chunks, ({ runId }) => runId);
  return runs.map((run) => {
    const { strategy, readings } = replayed.get(run.id) ?? { strategy: null, readings: [] };
    const since = Array.from({ length: countReadings(readings) }, (_, index) => readingAt(readings, index));
    const stored = (chunksOf.get(run.id) ?? []).map(({ runId: _, ts, ...one }) => ({
      tsMs: ts.getTime(),
      ...one,
    }));
    return { run, state: strategy?.snapshot() ?? run.state, readings: [...stored, ...since] };
  });
}

/** Returns the number of readings of all runs, stored or not. */
export async function countAllReadings(db: Database = database()): Promise<number> {
  return (await presentRuns(db)).reduce((sum, { readings }) => sum + readings.length, 0);
}

/** Returns all buckets of all series, from rollups and from tails. */
export function allRollups(db: Database = database()): Promise<Rollup[]> {
  return db.$queryRaw<Rollup[]>`
    SELECT series_id AS "seriesId", step_seconds AS "stepSeconds", bucket, sum(count)::int AS count, sum(late_count)::int AS "lateCount",
      sum(sum) AS sum, min(min) AS min, max(max) AS max, (array_agg(last ORDER BY last_ts DESC))[1] AS last,
      max(last_ts) AS "lastTs"
    FROM (
      TABLE rollups
      UNION ALL
      SELECT series_id, step, date_bin(make_interval(secs => step), ts, 'epoch'), 1, late::int,
        greatest(-1e298::float8, least(1e298::float8, value)), value, value, value, ts
      FROM points JOIN series ON series.id = series_id AND ts > coalesce(rolled_up_to, '-infinity'),
        unnest(${[...rollupSteps]}::int[]) AS steps(step)
    ) AS pieces GROUP BY series_id, step_seconds, bucket ORDER BY series_id, step_seconds, bucket`;
}

/** Returns everything that ingestion has written, except ids and clock times, which always differ. */
export async function whatIsStored(db: Database = database()) {
  const series = await db.series.findMany({ orderBy: [{ modelId: 'asc' }, { metricName: 'asc' }] });
  const nameOf = new Map(series.map((one) => [one.id, `${one.modelId} ${one.metricName} ${one.labelsKey}`]));
  const runs = await presentRuns(db);
  const incidents = await db.incident.findMany();
  const jobs = await db.retrainJob.findMany({ orderBy: { modelId: 'asc' }, include: { reasons: true } });
  return {
    series: series.map(({ id: _, createdAt: __, version: ___, rolledUpTo: ____, ...one }) => one),
    points: byText(
      (await db.point.findMany()).map(({ seriesId, receivedAt: _, ...point }) => ({
        series: nameOf.get(seriesId),
        ...point,
      })),
    ),
    rollups: byText(
      (await allRollups(db)).map(({ seriesId, sum: _, ...row }) => ({
        series: nameOf.get(seriesId),
        ...row,
      })),
    ),
    readings: byText(
      runs.flatMap(({ run, readings }) =>
        readings.map((reading) => ({ run: `${run.detector.name}: ${nameOf.get(run.seriesId)}`, ...reading })),
      ),
    ),
    states: byText(
      runs.map(({ run, state }) => ({
        detector: run.detector.name,
        series: [run.series.modelId, run.series.metricName, run.series.labelsKey],
        level: run.level,
        state,
      })),
    ),
    incidents: byText(
      incidents.map((one) => ({
        openedTs: one.openedTs,
        series: nameOf.get(one.seriesId),
        detector: one.detectorName,
        state: one.state,
        onsetTs: one.onsetTs,
        resolvedTs: one.resolvedTs,
        value: one.value,
        statistic: one.statistic,
        // biome-ignore lint/suspicious/noExplicitAny: the JSON of evidence
        stateBefore: (one.evidence as any).state_before,
        // biome-ignore lint/suspicious/noExplicitAny: the JSON of evidence
        values: (one.evidence as any).values,
      })),
    ),
    jobs: jobs.map(({ modelId, status, reasons }) => ({
      modelId,
      status,
      reasons: byText(reasons.map(({ kind, metric, delta, ts }) => ({ ts, metric, kind, delta }))),
    })),
  };
}
