import type { SqlRunner } from '../sql-runner';

export interface PointRow {
  seriesId: number;
  ts: Date;
  value: number;
}

const latest = (condition: string) => `
  SELECT wanted.id AS "seriesId", latest.ts, latest.value FROM unnest($1::int[]) AS wanted(id)
  CROSS JOIN LATERAL (
    SELECT ts, value FROM points WHERE series_id = wanted.id AND ${condition} ORDER BY ts DESC LIMIT $2
  ) AS latest ORDER BY wanted.id, latest.ts`;

/** The last `limit` points of each series, oldest first. */
export function latestPoints(sql: SqlRunner, seriesIds: number[], limit: number): Promise<PointRow[]> {
  return sql<PointRow>(latest('true'), [seriesIds, limit]);
}

/**
 * The last `limit` points of each series that were not late, which are those that live methods see, oldest
 * first.
 */
export function latestEvaluated(sql: SqlRunner, seriesIds: number[], limit: number): Promise<PointRow[]> {
  return sql<PointRow>(latest('NOT late'), [seriesIds, limit]);
}

/** A range of times, both included; without an end it goes on to the present. */
export interface EvaluatedRange {
  seriesId: number;
  fromMs: number;
  toMs?: number;
}

/**
 * The last `limit` points of a series in a range that were not late, oldest first. Two values of JSON: Prisma
 * takes several times as long for cells.
 */
export async function evaluatedWithin(sql: SqlRunner, range: EvaluatedRange, limit: number) {
  const [row] = await sql<{ tsMs: number[] | null; values: number[] | null }>(
    `SELECT json_agg(round(date_part('epoch', ts) * 1000)::int8 ORDER BY ts) AS "tsMs", json_agg(value ORDER BY ts) AS values
     FROM (
       SELECT ts, value FROM points WHERE series_id = $1::int AND NOT late AND ts >= to_timestamp($2::float8 / 1000)
         AND ts <= coalesce(to_timestamp($3::float8 / 1000), 'infinity') ORDER BY ts DESC LIMIT $4::int
     ) AS newest`,
    [range.seriesId, range.fromMs, range.toMs ?? null, limit],
  );
  const values = row?.values ?? [];
  return (row?.tsMs ?? []).map((tsMs, at) => ({ tsMs, value: values[at] as number }));
}

/**
 * The points of each series that live methods have seen since a time: newer ones that were not late, oldest
 * first. Series by series: PostgreSQL takes any range for a third of a series, and would rather read all
 * points of all of them.
 */
export function evaluatedSince(sql: SqlRunner, seriesIds: number[], sinceMs: (number | null)[]) {
  return sql<PointRow>(
    `SELECT wanted.id AS "seriesId", seen.ts, seen.value
     FROM unnest($1::int[], $2::float8[]) AS wanted(id, since_ms) CROSS JOIN LATERAL (
       SELECT ts, value FROM points WHERE series_id = wanted.id
         AND ts > coalesce(to_timestamp(wanted.since_ms / 1000), '-infinity') AND NOT late ORDER BY ts OFFSET 0
     ) AS seen ORDER BY wanted.id, seen.ts`,
    [seriesIds, sinceMs],
  );
}
