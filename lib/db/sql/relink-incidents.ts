import type { SqlRunner } from '../sql-runner';

/** Gives a detector that was deleted and is back the incidents that were its own, by their evidence. */
export async function relinkIncidents(sql: SqlRunner, detectorId: string): Promise<void> {
  await sql(
    `UPDATE incidents SET detector_id = $1::uuid
     WHERE detector_id IS NULL AND state = 'resolved' AND evidence #>> '{detector,id}' = $1::text`,
    [detectorId],
  );
}
