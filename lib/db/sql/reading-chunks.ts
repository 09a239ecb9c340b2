import { float8Array, int2Array, timestamptzArray } from '../binary-arrays';
import {
  columnsOf,
  countReadings,
  type PackedReadings,
  readingAt,
  type TimedReading,
  worstOf,
} from '../packed-readings';
import type { SqlRunner } from '../sql-runner';

/** About how many readings a chunk has; as many points make a checkpoint of a run due. */
export const chunkReadings = 1024;

interface Chunk extends ReturnType<typeof columnsOf> {
  runId: number;
  firstMs: number;
  lastMs: number;
  worst: TimedReading;
}

/**
 * The columns of a chunk, each with its SQL type and its value. `columns` does not fit: it takes many rows
 * apart, and this is one row of arrays.
 */
const chunkColumns: Record<string, readonly [type: string, value: (chunk: Chunk) => unknown]> = {
  run_id: ['int4', ({ runId }) => runId],
  first_ts: ['timestamptz', ({ firstMs }) => new Date(firstMs)],
  last_ts: ['timestamptz', ({ lastMs }) => new Date(lastMs)],
  ts: ['timestamptz[]', ({ tsMs }) => timestamptzArray(tsMs)],
  statistics: ['float8[]', ({ statistics }) => float8Array(statistics)],
  thresholds: ['float8[]', ({ thresholds }) => float8Array(thresholds)],
  levels: ['int2[]', ({ levels }) => int2Array(levels)],
  worst_level: ['text::level', ({ worst }) => worst.level],
  worst_ts: ['timestamptz', ({ worst }) => new Date(worst.tsMs)],
  worst_statistic: ['float8', ({ worst }) => worst.statistic],
  worst_threshold: ['float8', ({ worst }) => worst.threshold],
};
const described = Object.values(chunkColumns);
const insert = `INSERT INTO reading_chunks (${Object.keys(chunkColumns).join(', ')})
  VALUES (${described.map(([type], at) => `$${at + 1}::${type}`).join(', ')})`;

async function insertChunk(
  sql: SqlRunner,
  runId: number,
  readings: PackedReadings,
  from: number,
  to: number,
): Promise<void> {
  const chunk = {
    ...columnsOf(readings, from, to),
    runId,
    firstMs: readingAt(readings, from).tsMs,
    lastMs: readingAt(readings, to - 1).tsMs,
    worst: worstOf(readings, from, to),
  };
  await sql(
    insert,
    described.map(([, value]) => value(chunk)),
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
