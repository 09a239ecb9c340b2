import type { Database } from '../client';
import type { SqlRunner } from '../sql-runner';
import { hasCode, serializationFailure } from '../unavailable';

/**
 * Rows of each kind that one statement deletes at most, and chunks of readings; each is a transaction of its
 * own.
 */
const maxRows = 5000;
const maxChunks = 100;

/**
 * Locks series rows against everybody, in id order: those of some ids, or of a model. Whoever ingests waits,
 * and then finds no row. Answers the ids that are there.
 */
export async function lockSeriesAlone(
  sql: SqlRunner,
  which: { ids: number[] } | { modelId: string },
): Promise<number[]> {
  const rows =
    'ids' in which
      ? await sql<{ id: number }>('SELECT id FROM series WHERE id = ANY($1::int[]) ORDER BY id FOR UPDATE', [
          which.ids,
        ])
      : await sql<{ id: number }>('SELECT id FROM series WHERE model_id = $1::text ORDER BY id FOR UPDATE', [
          which.modelId,
        ]);
  return rows.map(({ id }) => id);
}

const lockTimeout = '55P03';

/**
 * Locks a model against new series, incidents and jobs; false if there is none. After its series, before the
 * queue. A flush that makes a series of the model holds its row and waits for other series, perhaps for the
 * caller's: so this gives up soon, and fails the transaction as one to do again.
 */
export async function lockModelAlone(sql: SqlRunner, modelId: string): Promise<boolean> {
  await sql(`SELECT set_config('lock_timeout', '100ms', true)`, []);
  try {
    const found = await sql('SELECT id FROM models WHERE id = $1::text FOR UPDATE', [modelId]);
    await sql(`SELECT set_config('lock_timeout', '0', true)`, []);
    return found.length > 0;
  } catch (cause) {
    if (!hasCode(cause, new Set([lockTimeout]))) throw cause;
    throw Object.assign(new Error('the model is in use', { cause }), { code: serializationFailure });
  }
}

/** Holds a model against its deletion; false if there is none. Before the lock of the queue. */
export async function keepModel(sql: SqlRunner, modelId: string): Promise<boolean> {
  return (await sql('SELECT id FROM models WHERE id = $1::text FOR KEY SHARE', [modelId])).length > 0;
}

export async function countSeriesOf(sql: SqlRunner, modelId: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM series WHERE model_id = $1::text',
    [modelId],
  );
  return row?.count ?? 0;
}

/** An incident that is open on a series. */
export interface OpenIncident {
  id: string;
  state: string;
  modelId: string;
  metric: string;
  detector: string;
}

export function openIncidentsOn(sql: SqlRunner, seriesIds: number[]): Promise<OpenIncident[]> {
  return sql<OpenIncident>(
    `SELECT incidents.id::text AS id, state::text AS state, incidents.model_id AS "modelId", series.metric,
       detector_name AS detector
     FROM incidents JOIN series ON series.id = series_id
     WHERE series_id = ANY($1::int[]) AND state <> 'resolved' ORDER BY incidents.id`,
    [seriesIds],
  );
}

/**
 * Deletes the rows of locked series with their runs and incidents, which hides them at once, and notes what
 * is left of them: points, rollups and readings, however many, for `deleteLeftovers`.
 */
export async function eraseSeries(sql: SqlRunner, ids: number[]): Promise<void> {
  await sql(
    `INSERT INTO erased_series (series_id, run_ids)
     SELECT id, ARRAY(SELECT run.id FROM detector_runs AS run WHERE run.series_id = series.id)
     FROM series WHERE id = ANY($1::int[])`,
    [ids],
  );
  await sql('DELETE FROM detector_runs WHERE series_id = ANY($1::int[])', [ids]);
  await sql('DELETE FROM incidents WHERE series_id = ANY($1::int[])', [ids]);
  await sql('DELETE FROM series WHERE id = ANY($1::int[])', [ids]);
}

/** Series of which something is left, those first that were deleted first. */
export function erasedSeries(db: Database, limit: number) {
  return db.erasedSeries.findMany({ orderBy: [{ createdAt: 'asc' }, { seriesId: 'asc' }], take: limit });
}

/** Deletes some of what is left of a deleted series; says how many rows, and whether that was all. */
export async function deleteLeftovers(
  db: Database,
  { seriesId, runIds }: { seriesId: number; runIds: number[] },
): Promise<{ rows: number; isDone: boolean }> {
  const [gone] = await db.$queryRaw<{ points: number; rollups: number; chunks: number }[]>`
    WITH points AS (
      DELETE FROM points WHERE series_id = ${seriesId} AND ts <= (
        SELECT max(ts) FROM (SELECT ts FROM points WHERE series_id = ${seriesId} ORDER BY ts LIMIT ${maxRows}) AS part)
      RETURNING ts
    ), rollups AS (
      DELETE FROM rollups WHERE series_id = ${seriesId} AND (step_seconds, bucket) IN (
        SELECT step_seconds, bucket FROM rollups WHERE series_id = ${seriesId} ORDER BY step_seconds, bucket LIMIT ${maxRows})
      RETURNING bucket
    ), chunks AS (
      DELETE FROM reading_chunks WHERE (run_id, last_ts) IN (
        SELECT run_id, last_ts FROM reading_chunks WHERE run_id = ANY(${runIds}::int[]) ORDER BY run_id, last_ts LIMIT ${maxChunks})
      RETURNING run_id
    )
    SELECT (SELECT count(*)::int FROM points) AS points, (SELECT count(*)::int FROM rollups) AS rollups,
      (SELECT count(*)::int FROM chunks) AS chunks`;
  const { points, rollups, chunks } = gone ?? { points: 0, rollups: 0, chunks: 0 };
  return {
    rows: points + rollups + chunks,
    isDone: points < maxRows && rollups < maxRows && chunks < maxChunks,
  };
}
