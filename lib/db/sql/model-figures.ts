import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import type { LevelName } from './runs';

type Health = LevelName | 'late' | 'unwatched';

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
  /** Where it stands in the order; equals by id. */
  place: [rank: number, fewerIncidents: number];
}

export interface FiguresQuery {
  order: 'id' | 'urgency';
  /** Each has to be in the id or in the name of a metric, whatever the case. */
  words: string[];
  after: { place: ModelFiguresRow['place']; id: string } | null;
  limit: number;
}

/** A drift first, then a job that waits for a person, then what is merely worth a look. */
const rankByUrgency = Prisma.sql`least(
  CASE health WHEN 'drift' THEN 0 WHEN 'warning' THEN 2 WHEN 'late' THEN 3 WHEN 'unstable' THEN 4 WHEN 'unwatched' THEN 5
    WHEN 'insufficient_data' THEN 6 ELSE 7 END,
  CASE WHEN "jobStatus" IN ('pending_approval', 'deferred') THEN 1 END)`;

const epochMs = (time: Prisma.Sql) => Prisma.sql`round(date_part('epoch', ${time}) * 1000)::int8`;

/**
 * The figures of the models for which `condition` holds. An open incident is drift, whatever the last reading says; and no
 * level but an alarm counts where the detectors do not see most of the points.
 */
const figures = (condition: Prisma.Sql) => Prisma.sql`
  SELECT measured.id, "createdMs", "seriesCount", "lastMs", coalesce(open.count, 0) AS "openIncidents", "lateSeries",
    CASE WHEN open.count > 0 THEN 'drift' WHEN "lateSeries" > 0 AND level NOT IN ('warning', 'drift') THEN 'late'
      ELSE coalesce(level::text, 'unwatched') END AS health,
    job.id AS "jobId", job.status::text AS "jobStatus"
  FROM (
    SELECT models.id, ${epochMs(Prisma.sql`models.created_at`)} AS "createdMs", count(DISTINCT series.id)::int AS "seriesCount",
      ${epochMs(Prisma.sql`max(series.last_ts)`)} AS "lastMs", max(run.level) FILTER (WHERE detectors.enabled) AS level,
      count(DISTINCT series.id) FILTER (WHERE detectors.enabled AND series.mostly_late)::int AS "lateSeries"
    FROM models LEFT JOIN series ON series.model_id = models.id
    LEFT JOIN detector_runs AS run ON run.series_id = series.id LEFT JOIN detectors ON detectors.id = run.detector_id
    WHERE ${condition} GROUP BY models.id
  ) AS measured LEFT JOIN (
    SELECT model_id, count(*)::int AS count FROM incidents WHERE state <> 'resolved' GROUP BY model_id
  ) AS open ON open.model_id = measured.id
  LEFT JOIN retrain_jobs AS job ON job.model_id = measured.id AND job.closed_at IS NULL`;

const hasWords = (words: string[]) => Prisma.sql`NOT EXISTS (
  SELECT FROM unnest(${words}::text[]) AS word WHERE strpos(lower(models.id), lower(word)) = 0 AND NOT EXISTS (
    SELECT FROM series WHERE model_id = models.id AND strpos(lower(metric), lower(word)) > 0))`;

/**
 * Some of the models in an order, and how many there are of each health. All of it is one value of JSON each: Prisma takes
 * several times as long for cells.
 */
export async function listedFigures(
  db: Database,
  { order, words, after, limit }: FiguresQuery,
): Promise<{ models: ModelFiguresRow[]; counts: Partial<Record<Health, number>> }> {
  const place = order === 'urgency' ? Prisma.sql`${rankByUrgency}, -"openIncidents"` : Prisma.sql`0, 0`;
  const [rank, fewerIncidents] = after?.place ?? [-1, 0];
  const [answer] = await db.$queryRaw<
    { models: ModelFiguresRow[]; counts: Partial<Record<Health, number>> }[]
  >`
    WITH placed AS MATERIALIZED (
      SELECT *, ARRAY[${place}] AS place FROM (${figures(words.length > 0 ? hasWords(words) : Prisma.sql`true`)}) AS found
    )
    SELECT (
      SELECT coalesce(json_object_agg(health, count), '{}') FROM (
        SELECT health, count(*) FROM placed GROUP BY health) AS counted
    ) AS counts, (
      SELECT coalesce(json_agg(shown), '[]') FROM (
        SELECT * FROM placed WHERE (place, id) > (ARRAY[${rank}::int, ${fewerIncidents}::int], ${after?.id ?? ''})
        ORDER BY place, id LIMIT ${limit}) AS shown
    ) AS models`;
  return answer ?? { models: [], counts: {} };
}

/** The figures of one model; null when there is none of that id. */
export async function figuresOf(db: Database, id: string): Promise<ModelFiguresRow | null> {
  const [answer] = await db.$queryRaw<{ row: ModelFiguresRow }[]>`
    SELECT to_json(found) AS row FROM (${figures(Prisma.sql`models.id = ${id}`)}) AS found`;
  return answer?.row ?? null;
}
