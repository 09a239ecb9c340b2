import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';

export interface ChangeRow {
  incidentId: string;
  seriesId: number;
  modelId: string;
  metric: string;
  labels: unknown;
  unit: string | null;
  direction: string;
  openedMs: number;
  onsetMs: number | null;
  value: number;
  before: number | null;
  /** Standard deviation of the points before. */
  sd: number | null;
  after: number | null;
}

/** How many points before a change are its reference, and how many of the newest tell where it is now. */
const referencePoints = 200;
const presentPoints = 50;

const epochMs = (time: Prisma.Sql) => Prisma.sql`round(date_part('epoch', ${time}) * 1000)::int8`;

/** When a change began, as far as is known. */
const began = Prisma.sql`coalesce(onset_ts, opened_ts)`;

/** Mean and spread of the last points before a time; no late ones, which no detector has seen. */
const pointsBefore = (seriesId: Prisma.Sql, time: Prisma.Sql) => Prisma.sql`
  SELECT avg(value) AS mean, stddev_samp(value) AS sd FROM (
    SELECT value FROM points WHERE series_id = ${seriesId} AND ts < ${time} AND NOT late ORDER BY ts DESC LIMIT ${referencePoints}
  ) AS reference`;

/** The newest open incidents with the level before each and the level now. All of it is one value of JSON: Prisma takes several times as long for cells. */
export async function openChanges(db: Database, limit: number): Promise<ChangeRow[]> {
  const [answer] = await db.$queryRaw<{ rows: ChangeRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT open.id AS "incidentId", open.series_id AS "seriesId", open.model_id AS "modelId", series.metric, labels, unit,
        direction, ${epochMs(Prisma.sql`opened_ts`)} AS "openedMs", ${epochMs(Prisma.sql`onset_ts`)} AS "onsetMs", open.value,
        reference.mean AS before, reference.sd, present.mean AS after
      FROM (SELECT * FROM incidents WHERE state <> 'resolved' ORDER BY id DESC LIMIT ${limit}) AS open
      JOIN series ON series.id = open.series_id JOIN metrics ON metrics.name = series.metric
      CROSS JOIN LATERAL (${pointsBefore(Prisma.sql`open.series_id`, began)}) AS reference
      CROSS JOIN LATERAL (
        SELECT avg(value) AS mean FROM (
          SELECT value FROM points WHERE series_id = open.series_id AND ts >= ${began} AND NOT late
          ORDER BY ts DESC LIMIT ${presentPoints}
        ) AS newest
      ) AS present
    ) AS shown`;
  return answer?.rows ?? [];
}

export interface ModelNamesRow {
  modelId: string;
  metrics: string[];
  labels: Record<string, string[]>;
}

/** Names of metrics, and names and values of labels, of every model; at most so many of each. */
export async function modelNames(db: Database, most: number): Promise<ModelNamesRow[]> {
  const [answer] = await db.$queryRaw<{ rows: ModelNamesRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT model_id AS "modelId", (array_agg(DISTINCT metric))[1:${most}::int] AS metrics,
        coalesce((
          SELECT json_object_agg(key, list) FROM (
            SELECT key, (array_agg(DISTINCT value))[1:${most}::int] AS list
            FROM series AS own, jsonb_each_text(own.labels) WHERE own.model_id = series.model_id GROUP BY key
          ) AS pairs
        ), '{}') AS labels
      FROM series GROUP BY model_id
    ) AS shown`;
  return answer?.rows ?? [];
}

export interface SparklineRow {
  seriesId: number;
  /** Of the buckets that have points, oldest first; epoch milliseconds of their first point. */
  bucketsMs: number[];
  means: number[];
  mean: number | null;
  sd: number | null;
  onsetMs: number | null;
}

/** A series is drawn over so much of its end, in about so many buckets. */
const shownSeconds = 30 * 86_400;
const buckets = 60;
/** The reference of a series without a change. */
const usualPoints = 500;

/**
 * The ends of some series in buckets, with what they are compared with. What is rolled up is read from the coarsest rollup that
 * gives enough of them, so that a series costs the same whatever its rate. Buckets are counted back from the newest point: a
 * part of a day at the end would show the season of the day as a change.
 */
export async function sparklines(db: Database, seriesIds: number[]): Promise<SparklineRow[]> {
  const [answer] = await db.$queryRaw<{ rows: SparklineRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT plan.id AS "seriesId", "bucketsMs", means, reference.mean, reference.sd, ${epochMs(Prisma.sql`open.began`)} AS "onsetMs"
      FROM (
        SELECT id, from_ts, last_ts, rolled, source, greatest(source, seconds / ${buckets}::float8, 0.001) AS step FROM (
          SELECT id, from_ts, last_ts, rolled, seconds, CASE WHEN seconds > 20 * 86400 THEN 86400 WHEN seconds > 20 * 3600 THEN 3600
            WHEN seconds > 6000 THEN 300 ELSE 0 END AS source
          FROM (
            SELECT id, last_ts, coalesce(rolled_up_to, '-infinity') AS rolled,
              greatest(first_ts, last_ts - make_interval(secs => ${shownSeconds}::float8)) AS from_ts,
              least(date_part('epoch', last_ts - first_ts), ${shownSeconds}::float8) AS seconds
            FROM series WHERE id = ANY(${seriesIds}::int[]) AND last_ts IS NOT NULL
          ) AS ends
        ) AS sources
      ) AS plan
      CROSS JOIN LATERAL (
        SELECT array_agg(ms ORDER BY ms) AS "bucketsMs", array_agg(mean ORDER BY ms) AS means FROM (
          SELECT ${epochMs(Prisma.sql`min(ts)`)} AS ms, sum(sum) / sum(count) AS mean FROM (
            SELECT bucket AS ts, sum, count FROM rollups
            WHERE series_id = plan.id AND step_seconds = source AND bucket >= from_ts AND source > 0
            UNION ALL
            SELECT ts, greatest(-1e298::float8, least(1e298::float8, value)), 1 FROM points
            WHERE series_id = plan.id AND ts >= from_ts AND (source = 0 OR ts > rolled)
          ) AS pieces GROUP BY date_bin(make_interval(secs => step), ts, last_ts + interval '1 ms')
        ) AS grouped
      ) AS drawn
      LEFT JOIN LATERAL (
        SELECT min(${began}) AS began FROM incidents WHERE series_id = plan.id AND state <> 'resolved'
      ) AS open ON true
      CROSS JOIN LATERAL (
        SELECT avg(value) AS mean, stddev_samp(value) AS sd FROM (
          SELECT value FROM points WHERE series_id = plan.id AND NOT late AND ts < coalesce(open.began, 'infinity')
          ORDER BY ts DESC LIMIT CASE WHEN open.began IS NULL THEN ${usualPoints}::int ELSE ${referencePoints}::int END
        ) AS newest
      ) AS reference
      WHERE "bucketsMs" IS NOT NULL
    ) AS shown`;
  return answer?.rows ?? [];
}
