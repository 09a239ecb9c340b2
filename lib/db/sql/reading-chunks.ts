import { float8Array, int2Array, timestamptzArray } from '../binary-arrays';
import { columnsOf, countReadings, type PackedReadings, worstOf } from '../packed-readings';
import type { SqlRunner } from '../sql-runner';

/** About how many readings a chunk has; as many points make a checkpoint of a run due. */
export const chunkReadings = 1024;

async function insertChunk(
  sql: SqlRunner,
  runId: number,
  readings: PackedReadings,
  from: number,
  to: number,
): Promise<void> {
  const { tsMs, statistics, thresholds, levels } = columnsOf(readings, from, to);
  const worst = worstOf(readings, from, to);
  await sql(
    `INSERT INTO reading_chunks (run_id, first_ts, last_ts, ts, statistics, thresholds, levels, worst_level, worst_ts,
       worst_statistic, worst_threshold)
     VALUES ($1::int, $2::timestamptz, $3::timestamptz, $4::timestamptz[], $5::float8[], $6::float8[], $7::int2[], $8::text::level,
       $9::timestamptz, $10::float8, $11::float8)`,
    [
      runId,
      new Date(tsMs[0] as number),
      new Date(tsMs[tsMs.length - 1] as number),
      timestamptzArray(tsMs),
      float8Array(statistics),
      float8Array(thresholds),
      int2Array(levels),
      worst.level,
      new Date(worst.tsMs),
      worst.statistic,
      worst.threshold,
    ],
  );
}

/**
 * Stores what a run has said since its last chunk, in chunks of even size. A statement for each: arrays of
 * arrays of different lengths do not go into one, and grouping single rows costs the server more.
 */
export function insertReadings(sql: SqlRunner, runId: number, readings: PackedReadings): Promise<void>[] {
  const count = countReadings(readings);
  const chunks = count === 0 ? 0 : Math.max(1, Math.round(count / chunkReadings));
  return Array.from({ length: chunks }, (_, index) =>
    insertChunk(
      sql,
      runId,
      readings,
      Math.round((index * count) / chunks),
      Math.round(((index + 1) * count) / chunks),
    ),
  );
}
