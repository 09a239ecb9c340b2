import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { shownState } from './open-incident';
import { allOf, asksForSeries, isAnyOf, isVisible, type SearchTokens, seriesHas } from './search-conditions';

export interface IncidentFilter {
  search: SearchTokens;
  /** Patterns of models; null: all. */
  visible: string[] | null;
  modelId?: string | undefined;
  seriesId?: number | undefined;
  detectorId?: string | undefined;
  /** Only those that opened, got worse or ended after this time. */
  changedSince?: Date | undefined;
  /** None stands for all. */
  states: string[];
}

type State = 'open' | 'acknowledged' | 'resolved';

/** Each word has to be in the model, the metric, the labels or the name of the detector. */
const hasWords = (words: string[]) => Prisma.sql`NOT EXISTS (
  SELECT FROM unnest(${words}::text[]) AS word WHERE strpos(lower(incidents.model_id), lower(word)) = 0
    AND strpos(lower(series.metric), lower(word)) = 0 AND strpos(lower(series.labels_key), lower(word)) = 0
    AND strpos(lower(incidents.detector_name), lower(word)) = 0)`;

/**
 * When an incident opened, got worse or ended, whatever came last: times of points, and of the clock where a
 * person or a change of the detector ended it.
 */
const lastChange = Prisma.sql`greatest(incidents.opened_ts, incidents.escalated_ts, incidents.resolved_ts)`;

function matching({
  search,
  visible,
  modelId,
  seriesId,
  detectorId,
  changedSince,
}: IncidentFilter): Prisma.Sql {
  const { fields, words } = search;
  return allOf([
    isVisible(Prisma.sql`incidents.model_id`, visible),
    ...(modelId === undefined ? [] : [Prisma.sql`incidents.model_id = ${modelId}`]),
    ...(seriesId === undefined ? [] : [Prisma.sql`incidents.series_id = ${seriesId}`]),
    ...(detectorId === undefined ? [] : [Prisma.sql`incidents.detector_id = ${detectorId}::uuid`]),
    ...(changedSince === undefined ? [] : [Prisma.sql`${lastChange} > ${changedSince}`]),
    isAnyOf(Prisma.sql`incidents.model_id`, fields.get('model')),
    isAnyOf(Prisma.sql`incidents.detector_name`, fields.get('detector')),
    isAnyOf(Prisma.sql`incidents.resolution`, fields.get('resolution')),
    ...(words.length > 0 ? [hasWords(words)] : []),
    ...(asksForSeries(search) ? [seriesHas(search)] : []),
  ]);
}

/** The ids of incidents, the last opened first, and how many there are in each state. */
export async function listedIncidents(
  db: Database,
  filter: IncidentFilter,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<{ ids: string[]; counts: Partial<Record<State, number>> }> {
  const { states } = filter;
  const condition = matching(filter);
  const [answer] = await db.$queryRaw<{ ids: string[]; counts: Partial<Record<State, number>> }[]>`
    SELECT (
      SELECT coalesce(json_agg(id ORDER BY id DESC), '[]') FROM (
        SELECT incidents.id FROM incidents JOIN series ON series.id = incidents.series_id
        WHERE ${condition} AND ${beforeId === null ? Prisma.sql`true` : Prisma.sql`incidents.id < ${beforeId}::uuid`}
          AND ${states.length > 0 ? Prisma.sql`${shownState} = ANY (${states}::incident_state[])` : Prisma.sql`true`}
        ORDER BY incidents.id DESC LIMIT ${limit}) AS shown
    ) AS ids, (
      SELECT coalesce(json_object_agg(state, count), '{}') FROM (
        SELECT ${shownState} AS state, count(*) FROM incidents JOIN series ON series.id = incidents.series_id
        WHERE ${condition} GROUP BY 1) AS counted
    ) AS counts`;
  return answer ?? { ids: [], counts: {} };
}
