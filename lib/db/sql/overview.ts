import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { effectOfIncident } from './model-figures';
import { isOpenIncident } from './open-incident';
import { isVisible } from './search-conditions';

export interface OpenChangeRow {
  incidentId: string;
  seriesId: number;
  modelId: string;
  metric: string;
  labels: unknown;
  unit: string | null;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided';
  openedMs: number;
  onsetMs: number | null;
  value: number;
  beforeMean: number | null;
  beforeSd: number | null;
  beforeCount: number | null;
  afterMean: number | null;
  afterCount: number | null;
}

const epochMs = (time: Prisma.Sql) => Prisma.sql`round(date_part('epoch', ${time}) * 1000)::int8`;

/**
 * The open incidents of the largest effect, those first. All of it is one value of JSON: Prisma takes several
 * times as long for cells.
 */
export async function openChanges(
  db: Database,
  visible: string[] | null,
  limit: number,
): Promise<OpenChangeRow[]> {
  const [answer] = await db.$queryRaw<{ rows: OpenChangeRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT open.id AS "incidentId", series_id AS "seriesId", open.model_id AS "modelId", series.metric, labels, unit, direction,
        ${epochMs(Prisma.sql`opened_ts`)} AS "openedMs", ${epochMs(Prisma.sql`onset_ts`)} AS "onsetMs", open.value,
        before_mean AS "beforeMean", before_sd AS "beforeSd", before_count AS "beforeCount", after_mean AS "afterMean",
        after_count AS "afterCount"
      FROM (
        SELECT * FROM incidents WHERE ${isOpenIncident} AND ${isVisible(Prisma.sql`model_id`, visible)} ORDER BY ${effectOfIncident} DESC NULLS LAST, id DESC LIMIT ${limit}
      ) AS open
      JOIN series ON series.id = series_id JOIN metrics ON metrics.name = series.metric
      ORDER BY ${effectOfIncident} DESC NULLS LAST, open.id DESC
    ) AS shown`;
  return answer?.rows ?? [];
}

/** How many incidents ended after a time because of their values, whose times these are. */
export async function countEnded(db: Database, visible: string[] | null, since: Date): Promise<number> {
  const [answer] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM incidents
    WHERE state = 'resolved' AND resolved_ts > ${since} AND resolution IN ('recovered', 'new_level') AND ${isVisible(Prisma.sql`model_id`, visible)}`;
  return answer?.count ?? 0;
}

export interface ModelLabelsRow {
  modelId: string;
  labels: Record<string, string[]>;
}

/** The names of labels of every model that has some, with at most so many values of each. */
export async function modelLabels(
  db: Database,
  visible: string[] | null,
  most: number,
): Promise<ModelLabelsRow[]> {
  const [answer] = await db.$queryRaw<{ rows: ModelLabelsRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT model_id AS "modelId", json_object_agg(key, list) AS labels FROM (
        SELECT model_id, key, (array_agg(DISTINCT value))[1:${most}::int] AS list
        FROM series CROSS JOIN LATERAL jsonb_each_text(labels)
        WHERE ${isVisible(Prisma.sql`model_id`, visible)} GROUP BY model_id, key
      ) AS pairs GROUP BY model_id
    ) AS shown`;
  return answer?.rows ?? [];
}
