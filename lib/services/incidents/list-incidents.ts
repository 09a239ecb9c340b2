import { z } from 'zod';
import { listedIncidents } from '../../db/sql/incident-list';
import { groupIncidents } from '../../policy/group-incidents';
import { parseSearch } from '../../policy/search-query';
import {
  type Incident,
  type IncidentGroup,
  type IncidentPage,
  type IncidentQuery,
  incidentStateSchema,
} from '../../schemas/incidents';
import { spanMs } from '../../schemas/time-span';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { visiblePatterns } from '../visible-models';
import { incidentInclude, toIncident } from './to-incident';

const fieldNames = ['state', 'metric', 'model', 'detector', 'resolution', 'changed'];

const spanSchema = z
  .string()
  .refine((text) => spanMs(text) !== null, 'must be hours, days or weeks, such as 24h, 7d or 2w');

/** The longest of some spans before now; undefined without any. */
function timeBefore(now: Date, spans: string[] | undefined): Date | undefined {
  if (spans === undefined) return undefined;
  const lengths = spans.map(
    (span) => spanMs(parseInput(spanSchema, span, `“changed:${span}” in the search`)) ?? 0,
  );
  return new Date(now.getTime() - Math.max(...lengths));
}

/** Returns the average interval between points of a series; null if there are too few. */
function intervalOf({
  firstTs,
  lastTs,
  pointCount,
}: {
  firstTs: Date | null;
  lastTs: Date | null;
  pointCount: bigint;
}) {
  if (firstTs === null || lastTs === null || pointCount < 2n) return null;
  return (lastTs.getTime() - firstTs.getTime()) / (Number(pointCount) - 1);
}

function toGroups(items: Incident[], intervals: ReadonlyMap<number, number | null>): IncidentGroup[] {
  const groups = groupIncidents(
    items.map((one) => ({
      id: one.id,
      modelId: one.model_id,
      beganMs: Date.parse(one.onset_ts ?? one.opened_ts),
      intervalMs: intervals.get(one.series_id) ?? null,
      effect: one.change?.effect == null ? null : Math.abs(one.change.effect),
    })),
  );
  return groups.map(({ modelId, fromMs, toMs, incidentIds, worstId }) => ({
    key: `${modelId} ${new Date(fromMs).toISOString()}`,
    model_id: modelId,
    from_ts: new Date(fromMs).toISOString(),
    to_ts: new Date(toMs).toISOString(),
    incident_ids: incidentIds,
    worst_incident_id: worstId,
  }));
}

/** Lists incidents, most recently opened first, grouped into probable events. */
export async function listIncidents(call: ServiceCall<IncidentQuery>): Promise<IncidentPage> {
  const { actor, db, now, input } = withDefaults(call);
  const before = decodeCursor(input.cursor, z.tuple([z.guid()]));
  const search = parseSearch(input.search, fieldNames);
  const states = search.fields.get('state') ?? input.state ?? [];
  const found = await listedIncidents(
    db,
    {
      search,
      modelId: input.model_id,
      visible: visiblePatterns(actor),
      seriesId: input.series_id,
      detectorId: input.detector_id,
      changedSince: timeBefore(now, search.fields.get('changed')),
      states: parseInput(z.array(incidentStateSchema), states, 'the state of the search'),
    },
    // Ids are UUIDs of version 7, whose order is that of creation.
    { beforeId: before?.[0] ?? null, limit: input.limit + 1 },
  );
  const rows = await db.incident.findMany({
    where: { id: { in: found.ids } },
    orderBy: { id: 'desc' },
    include: incidentInclude,
    omit: { evidence: true },
  });
  const page = toPage(rows, input.limit, toIncident, (row) => [row.id]);
  const intervals = new Map(rows.map(({ seriesId, series }) => [seriesId, intervalOf(series)]));
  return {
    ...page,
    counts: { open: 0, acknowledged: 0, resolved: 0, ...found.counts },
    groups: toGroups(page.items, intervals),
  };
}
