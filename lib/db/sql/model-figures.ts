import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { isOpenIncident } from './open-incident';
import type { LevelName } from './runs';
import { allOf, asksForSeries, isAnyOf, isVisible, type SearchTokens, seriesHas } from './search-conditions';

type Health = LevelName | 'silent' | 'late' | 'unwatched';

export interface ModelFiguresRow {
  id: string;
  createdMs: number;
  health: Health;
  seriesCount: number;
  /** Newest point of any of its series, epoch milliseconds. */
  lastMs: number | null;
  openIncidents: number;
  /** Watched series of which most points arrive late. */
  lateSeries: number;
  jobId: string | null;
  jobStatus: string | null;
  /**
   * The usual distance of the last points of the series that had one last, in milliseconds, where that was
   * looked at.
   */
  usualMs: number | null;
  /** Nothing has come for so long that it is more than a pause. */
  isSilent: boolean;
  /** Where it stands in the order; equals by id. */
  place: [rank: number, within: number];
}

/** When no points for how long are silence; see the policy. */
export interface SilenceRule {
  nowMs: number;
  intervals: number;
  leastMs: number;
  /** For a series of one point. */
  unknownMs: number;
}

export type FiguresOrder = 'id' | 'urgency' | 'last_data' | 'incidents' | 'effect';

export interface FiguresQuery {
  order: FiguresOrder;
  /** Patterns of models; null: all. */
  visible: string[] | null;
  /**
   * Each word has to be in the id, in the name of a metric or in labels, whatever the case; of one series the
   * metric and labels.
   */
  search: SearchTokens;
  silence: SilenceRule;
  after: { place: ModelFiguresRow['place']; id: string } | null;
  limit: number;
}

/** A drift first, then a job that waits for a person, then silence, then what is merely worth a look. */
const rankByUrgency = Prisma.sql`least(
  CASE health WHEN 'drift' THEN 0 WHEN 'silent' THEN 2 WHEN 'warning' THEN 3 WHEN 'late' THEN 4 WHEN 'unstable' THEN 5
    WHEN 'unwatched' THEN 6 WHEN 'insufficient_data' THEN 7 ELSE 8 END,
  CASE WHEN "jobStatus" IN ('pending_approval', 'deferred') THEN 1 END)::float8`;

/** What the orders go by, the first first. */
const places: Record<FiguresOrder, Prisma.Sql> = {
  id: Prisma.sql`0::float8, 0::float8`,
  urgency: Prisma.sql`${rankByUrgency}, -"openIncidents"::float8`,
  last_data: Prisma.sql`0::float8, -coalesce("lastMs", 0)::float8`,
  incidents: Prisma.sql`0::float8, -"openIncidents"::float8`,
  effect: Prisma.sql`0::float8, -coalesce(effect, 0)`,
};

const epochMs = (time: Prisma.Sql) => Prisma.sql`round(date_part('epoch', ${time}) * 1000)::int8`;

/** The size of a change in standard deviations, of a row of `incidents`; null where it is not known. */
export const effectOfIncident = Prisma.sql`abs(after_mean - before_mean) / nullif(before_sd, 0)`;

/** Distances that are looked at to tell what is usual. */
const usualGaps = 20;

/**
 * The figures of the models for which `condition` holds. An open incident is drift, whatever the last reading
 * says; and no level but an alarm counts where the detectors do not see most of the points. What is usual (`usualIntervalMs` of the policy) is
 * looked up only where the newest point is old enough to be silence; where points come, but late, it is none.
 */
const figures = (condition: Prisma.Sql, silence: SilenceRule) => Prisma.sql`
  SELECT measured.id, "createdMs", "seriesCount", "lastMs", coalesce(open.count, 0) AS "openIncidents", open.effect, "lateSeries",
    "usualMs", "isSilent", CASE WHEN open.count > 0 OR level = 'drift' THEN 'drift' WHEN "isSilent" THEN 'silent'
      WHEN "lateSeries" > 0 AND level <> 'warning' THEN 'late' ELSE coalesce(level::text, 'unwatched') END AS health,
    job.id AS "jobId", job.status::text AS "jobStatus"
  FROM (
    SELECT models.id, ${epochMs(Prisma.sql`models.created_at`)} AS "createdMs", count(DISTINCT series.id)::int AS "seriesCount",
      ${epochMs(Prisma.sql`max(series.last_ts)`)} AS "lastMs",
      (array_agg(series.id ORDER BY series.last_ts DESC NULLS LAST))[1] AS newest,
      max(run.level) FILTER (WHERE detectors.enabled AND detectors.mode = 'live') AS level,
      count(DISTINCT series.id) FILTER (WHERE detectors.enabled AND detectors.mode = 'live' AND series.mostly_late)::int AS "lateSeries",
      bool_or(series.mostly_late) AS "isLate"
    FROM models LEFT JOIN series ON series.model_id = models.id
    LEFT JOIN detector_runs AS run ON run.series_id = series.id LEFT JOIN detectors ON detectors.id = run.detector_id
    WHERE ${condition} GROUP BY models.id
  ) AS measured CROSS JOIN LATERAL (
    SELECT CASE WHEN "lastMs" < ${silence.nowMs - silence.leastMs}::float8 THEN (
      SELECT gap FROM (
        SELECT gap, sum(gap) OVER (ORDER BY gap) AS upto, sum(gap) OVER () AS total FROM (
          SELECT gap, row_number() OVER (ORDER BY gap DESC) AS place, count(*) OVER () AS count FROM (
            SELECT (date_part('epoch', ts - lag(ts) OVER (ORDER BY ts)) * 1000)::float8 AS gap FROM (
              SELECT ts FROM points WHERE series_id = newest ORDER BY ts DESC LIMIT ${usualGaps + 1}) AS latest
          ) AS gaps WHERE gap IS NOT NULL
        ) AS ranked WHERE place > 1 OR count = 1
      ) AS weighed WHERE upto >= total / 2 ORDER BY gap LIMIT 1
    ) END AS "usualMs"
  ) AS usual CROSS JOIN LATERAL (
    SELECT coalesce("lastMs" < ${silence.nowMs}::float8 - greatest(${silence.leastMs}::float8,
      coalesce("usualMs" * ${silence.intervals}::float8, ${silence.unknownMs}::float8)) AND NOT "isLate", false) AS "isSilent"
  ) AS silence LEFT JOIN (
    SELECT model_id, count(*)::int AS count, max(${effectOfIncident}) AS effect
    FROM incidents WHERE ${isOpenIncident} GROUP BY model_id
  ) AS open ON open.model_id = measured.id
  LEFT JOIN retrain_jobs AS job ON job.model_id = measured.id AND job.closed_at IS NULL`;

const hasWords = (words: string[]) => Prisma.sql`NOT EXISTS (
  SELECT FROM unnest(${words}::text[]) AS word WHERE strpos(lower(models.id), lower(word)) = 0 AND NOT EXISTS (
    SELECT FROM series WHERE model_id = models.id
      AND (strpos(lower(metric), lower(word)) > 0 OR strpos(lower(labels_key), lower(word)) > 0)))`;

const isFound = (search: SearchTokens, visible: string[] | null) =>
  allOf([
    isVisible(Prisma.sql`models.id`, visible),
    isAnyOf(Prisma.sql`models.id`, search.fields.get('model')),
    ...(search.words.length > 0 ? [hasWords(search.words)] : []),
    ...(asksForSeries(search)
      ? [Prisma.sql`EXISTS (SELECT FROM series WHERE series.model_id = models.id AND ${seriesHas(search)})`]
      : []),
  ]);

/**
 * Some of the models in an order, and how many there are of each health, in whatever state. All of it is one
 * value of JSON each: Prisma takes several times as long for cells.
 */
export async function listedFigures(
  db: Database,
  { order, visible, search, silence, after, limit }: FiguresQuery,
): Promise<{ models: ModelFiguresRow[]; counts: Partial<Record<Health, number>> }> {
  const [rank, within] = after?.place ?? [-1, 0];
  const states = search.fields.get('state');
  const [answer] = await db.$queryRaw<
    { models: ModelFiguresRow[]; counts: Partial<Record<Health, number>> }[]
  >`
    WITH placed AS MATERIALIZED (
      SELECT *, ARRAY[${places[order]}] AS place FROM (${figures(isFound(search, visible), silence)}) AS found
    )
    SELECT (
      SELECT coalesce(json_object_agg(health, count), '{}') FROM (
        SELECT health, count(*) FROM placed GROUP BY health) AS counted
    ) AS counts, (
      SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT * FROM placed WHERE (place, id) > (ARRAY[${rank}::float8, ${within}::float8], ${after?.id ?? ''})
          AND ${states ? Prisma.sql`health = ANY (${states}::text[])` : Prisma.sql`true`}
        ORDER BY place, id LIMIT ${limit}) AS shown
    ) AS models`;
  return answer ?? { models: [], counts: {} };
}

/** The figures of one model; null when there is none of that id. */
export async function figuresOf(
  db: Database,
  id: string,
  silence: SilenceRule,
): Promise<ModelFiguresRow | null> {
  const [answer] = await db.$queryRaw<{ row: ModelFiguresRow }[]>`
    SELECT to_json(found) AS row FROM (${figures(Prisma.sql`models.id = ${id}`, silence)}) AS found`;
  return answer?.row ?? null;
}
