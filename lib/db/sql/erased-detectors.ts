import { int4Array } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';

/** Chunks of readings and incidents that one statement changes at most. */
const maxChunks = 100;
const maxIncidents = 1000;

/** Returns the ids of detectors that were deleted and still have a row, the one deleted first in front. */
export async function deletedDetectors(sql: SqlRunner): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT id::text AS id FROM detectors WHERE deleted_at IS NOT NULL ORDER BY deleted_at, id',
    [],
  );
  return rows.map(({ id }) => id);
}

/** Returns whether a detector is deleted and not restored; under the lock of the detectors it stays so. */
export async function isDeletedDetector(sql: SqlRunner, id: string): Promise<boolean> {
  const rows = await sql('SELECT FROM detectors WHERE id = $1::uuid AND deleted_at IS NOT NULL', [id]);
  return rows.length > 0;
}

/**
 * Deletes some readings of runs whose series are locked, and the runs once they have no readings left.
 *
 * @returns the number of deleted readings' chunks and runs
 */
export async function deleteSomeOfRuns(sql: SqlRunner, runIds: number[]): Promise<number> {
  const ids = int4Array(runIds);
  const chunks = await sql(
    `DELETE FROM reading_chunks WHERE (run_id, last_ts) IN (
       SELECT run_id, last_ts FROM reading_chunks WHERE run_id = ANY($1::int[]) ORDER BY run_id, last_ts LIMIT ${maxChunks})
     RETURNING run_id`,
    [ids],
  );
  if (chunks.length === maxChunks) return chunks.length;
  await sql('DELETE FROM detector_runs WHERE id = ANY($1::int[])', [ids]);
  return chunks.length + runIds.length;
}

/**
 * Deletes the row of a detector without runs that was deleted before a time, after its incidents have been
 * separated from it in batches, each a transaction of its own.
 */
export async function deleteDetectorRow(sql: SqlRunner, id: string, before: Date): Promise<void> {
  const [due] = await sql('SELECT FROM detectors WHERE id = $1::uuid AND deleted_at < $2::timestamptz', [
    id,
    before,
  ]);
  if (!due) return;
  for (let count = maxIncidents; count === maxIncidents; ) {
    const separated = await sql(
      `UPDATE incidents SET detector_id = NULL
       WHERE id IN (SELECT id FROM incidents WHERE detector_id = $1::uuid LIMIT ${maxIncidents}) RETURNING id`,
      [id],
    );
    count = separated.length;
  }
  await sql('DELETE FROM detectors WHERE id = $1::uuid AND deleted_at < $2::timestamptz', [id, before]);
}
