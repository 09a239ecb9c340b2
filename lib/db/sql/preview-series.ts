import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';

/** A series that a detector would watch. */
export interface MatchingSeries {
  id: number;
  modelId: string;
  metric: string;
  labels: Record<string, string>;
  unit: string | null;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided';
  lowerBound: number | null;
  upperBound: number | null;
  timeZone: string | null;
  pointCount: number;
}

/** So many are loaded; of more, those of the smallest ids, and how many there are. */
const maxMatching = 5000;

/** A detector's pattern (`*` and `?`) as one of LIKE. */
const likeOf = (pattern: string) =>
  pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');

/** The series whose model and metric match patterns, and how many there are. */
export async function matchingSeries(
  db: Database,
  { modelPattern, metricPattern }: { modelPattern: string; metricPattern: string },
  ids: number[] | null,
): Promise<{ series: MatchingSeries[]; count: number }> {
  const condition = ids
    ? Prisma.sql`series.id = ANY (${ids}::int[])`
    : Prisma.sql`model_id LIKE ${likeOf(modelPattern)} AND metric LIKE ${likeOf(metricPattern)}`;
  const [answer] = await db.$queryRaw<{ series: MatchingSeries[]; count: number }[]>`
    WITH found AS MATERIALIZED (SELECT id FROM series WHERE ${condition})
    SELECT (SELECT count(*)::int FROM found) AS count, (
      SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT series.id, model_id AS "modelId", metric, labels, unit, direction, lower_bound AS "lowerBound",
          upper_bound AS "upperBound", time_zone AS "timeZone", point_count AS "pointCount"
        FROM series JOIN metrics ON metrics.name = metric
        WHERE series.id IN (SELECT id FROM found ORDER BY id LIMIT ${maxMatching}) ORDER BY series.id) AS shown
    ) AS series`;
  return answer ?? { series: [], count: 0 };
}

/**
 * How much the newest 20 of the last 200 values of each series differ from those before, in their standard
 * deviations.
 */
export async function recentShifts(db: Database, seriesIds: number[]): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ id: number; shift: number | null }[]>`
    SELECT wanted.id, abs(avg(value) FILTER (WHERE place <= 20) - avg(value) FILTER (WHERE place > 20))
      / nullif(stddev_samp(value) FILTER (WHERE place > 20), 0) AS shift
    FROM unnest(${seriesIds}::int[]) AS wanted(id) CROSS JOIN LATERAL (
      SELECT least(greatest(value, -1e150), 1e150) AS value, row_number() OVER (ORDER BY ts DESC) AS place FROM (
        SELECT ts, value FROM points WHERE series_id = wanted.id AND NOT late ORDER BY ts DESC LIMIT 200) AS newest
    ) AS placed GROUP BY wanted.id`;
  return new Map(rows.map(({ id, shift }) => [id, shift ?? 0]));
}

/**
 * The largest change that an incident of each series found since a time, in standard deviations, the largest
 * first; series without one are left out.
 */
export async function incidentShifts(
  db: Database,
  seriesIds: number[],
  fromMs: number,
): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ id: number; shift: number | null }[]>`
    SELECT series_id AS id, max(abs(after_mean - before_mean) / nullif(before_sd, 0)) AS shift FROM incidents
    WHERE series_id = ANY (${seriesIds}::int[]) AND opened_ts >= to_timestamp(${fromMs}::float8 / 1000)
    GROUP BY series_id ORDER BY shift DESC NULLS LAST, series_id`;
  return new Map(rows.map(({ id, shift }) => [id, shift ?? 0]));
}

export interface PointColumns {
  /** Epoch milliseconds, oldest first. */
  tsMs: Float64Array;
  values: Float64Array;
}

/** Big-endian doubles as PostgreSQL sends them, in base64. */
function toColumn(base64: string | null): Float64Array {
  const bytes = Buffer.from(base64 ?? '', 'base64');
  const column = new Float64Array(bytes.length / 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let index = 0; index < column.length; index += 1) column[index] = view.getFloat64(8 * index);
  return column;
}

/**
 * The last `limit` points of a series in a range that were not late, oldest first. As two texts: a hundred
 * thousand points would take Prisma seconds as cells, and as JSON hold up all others.
 *
 * @param range epoch milliseconds, both included
 */
export async function pointColumns(
  db: Database,
  seriesId: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  limit: number,
): Promise<PointColumns> {
  const [row] = await db.$queryRaw<{ ts: string | null; values: string | null }[]>`
    SELECT encode(string_agg(float8send(round(date_part('epoch', ts) * 1000)::float8), '' ORDER BY ts), 'base64') AS ts,
      encode(string_agg(float8send(value), '' ORDER BY ts), 'base64') AS values
    FROM (
      SELECT ts, value FROM points WHERE series_id = ${seriesId} AND NOT late
        AND ts >= to_timestamp(${fromMs}::float8 / 1000) AND ts <= to_timestamp(${toMs}::float8 / 1000)
      ORDER BY ts DESC LIMIT ${limit}
    ) AS newest`;
  return { tsMs: toColumn(row?.ts ?? null), values: toColumn(row?.values ?? null) };
}
