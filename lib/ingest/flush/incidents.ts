import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import {
  type EndedEpisode,
  type Escalation,
  escalateOpenIncidents,
  type NewIncidentRow,
  type WorseEpisode,
} from '../../db/sql/incidents';
import type { SqlRunner } from '../../db/sql-runner';
import { changeOf } from '../../policy/incident-change';
import type { Evidence } from '../../schemas/evidence';
import type { AuditEntry } from '../../services/audit/write-audit';
import type { EpisodeEvent } from '../live-series';
import { evidenceOf, type SeriesValues, timeOf } from './evidence';
import type { RunInFlush } from './run-in-flush';
import { statesBefore } from './states-before';

/** W3C `traceparent` of the request that brought the point of a series at a time. */
export type TraceAt = (seriesId: number, tsMs: number) => string | undefined;

/** An episode that began within the flush. */
export interface OpenedEpisode {
  watched: RunInFlush;
  episode: EpisodeEvent;
  incident: NewIncidentRow;
}

/** A point at which an episode became clearly worse; `incident` where that began within the flush. */
export interface Worsening {
  watched: RunInFlush;
  episode: EpisodeEvent;
  incident: NewIncidentRow | null;
}

/**
 * What the episodes of one run come to; those that ended within the flush carry their end, the last are of an
 * earlier one.
 */
export interface RunEpisodes {
  opened: OpenedEpisode[];
  worsenings: Worsening[];
  endedEarlier: EndedEpisode | null;
}

const escalationOf = ({ event, worsening }: EpisodeEvent): Escalation => ({
  tsMs: event.ts,
  value: event.value,
  delta: worsening,
});

function newIncident(watched: RunInFlush, episode: EpisodeEvent, told: Evidence): NewIncidentRow {
  const { detector, strategy } = watched.run;
  const { behaviour } = strategy;
  const { event, reading } = episode;
  const evidence = JSON.stringify(told);
  return {
    id: uuidv7(),
    detectorId: detector.id,
    detectorName: detector.name,
    method: behaviour.method.method,
    seriesId: watched.batch.series.id,
    modelId: watched.batch.series.modelId,
    openedMs: event.ts,
    onsetMs: episode.onsetMs,
    value: event.value,
    delta: reading.delta,
    statistic: reading.statistic ?? 0,
    threshold: reading.threshold ?? 0,
    evidence,
    evidenceHash: createHash('sha256').update(evidence).digest('hex'),
    resolvedMs: null,
    resolution: null,
    escalationCount: 0,
    escalation: null,
    change: changeOf(told, episode.onsetMs ?? event.ts),
  };
}

/** What the episodes of a run come to, with evidence for those that begin. */
export async function episodesOf(
  sql: SqlRunner,
  watched: RunInFlush,
  values: SeriesValues,
): Promise<RunEpisodes> {
  const { episodes, detector } = watched.run;
  const found: RunEpisodes = { opened: [], worsenings: [], endedEarlier: null };
  const openings = episodes.filter((episode) => episode.kind === 'opened');
  const before = openings.length === 0 ? [] : await statesBefore(sql, watched, openings);
  for (const episode of episodes) {
    const { event } = episode;
    const incident = found.opened.at(-1)?.incident ?? null;
    if (episode.kind === 'opened') {
      const state = before[found.opened.length];
      const evidence = evidenceOf(watched, episode, state, values);
      found.opened.push({ watched, episode, incident: newIncident(watched, episode, evidence) });
    } else if (episode.kind === 'escalated') {
      found.worsenings.push({ watched, episode, incident });
      if (incident) {
        incident.escalationCount += 1;
        incident.escalation = escalationOf(episode);
      }
    } else {
      const end = { resolvedMs: event.ts, resolution: episode.end ?? 'recovered' };
      if (incident) Object.assign(incident, end);
      else found.endedEarlier = { detectorId: detector.id, seriesId: watched.batch.series.id, ...end };
    }
  }
  return found;
}

const runKey = (detectorId: string, seriesId: number) => `${detectorId} ${seriesId}`;

/** The worsenings of episodes that began before the flush, a row for each run. */
function worseEarlier(worsenings: Worsening[]): WorseEpisode[] {
  const byRun = new Map<string, WorseEpisode>();
  for (const { watched, episode, incident } of worsenings) {
    if (incident) continue;
    const [detectorId, seriesId] = [watched.run.detector.id, watched.batch.series.id];
    const key = runKey(detectorId, seriesId);
    const count = (byRun.get(key)?.count ?? 0) + 1;
    byRun.set(key, { detectorId, seriesId, count, last: escalationOf(episode) });
  }
  return [...byRun.values()];
}

/** A worsening with the incident that it belongs to. */
export interface NotedWorsening extends Worsening {
  incidentId: string;
  state: string;
}

/** Notes earlier incidents' worsenings on them, and says which incident each worsening belongs to. */
export async function noteWorsenings(sql: SqlRunner, worsenings: Worsening[]): Promise<NotedWorsening[]> {
  const earlier = worseEarlier(worsenings);
  const rows = earlier.length > 0 ? await escalateOpenIncidents(sql, earlier) : [];
  const byRun = new Map(rows.map((row) => [runKey(row.detectorId, row.seriesId), row]));
  return worsenings.flatMap((worsening) => {
    const { watched, incident } = worsening;
    if (incident) return [{ ...worsening, incidentId: incident.id, state: 'open' }];
    const row = byRun.get(runKey(watched.run.detector.id, watched.batch.series.id));
    return row ? [{ ...worsening, incidentId: row.id, state: row.state }] : [];
  });
}

/** The audit rows of incidents that began, became worse or ended. */
export function auditOfIncidents(
  incidents: NewIncidentRow[],
  worsenings: NotedWorsening[],
  resolved: { id: string; fromStatus: string; resolution: string; seriesId: number; resolvedMs: number }[],
  traceAt: TraceAt,
): AuditEntry[] {
  const of = (entityId: string) => ({ entityType: 'incident' as const, entityId });
  const ended = (
    { id, resolution, seriesId }: { id: string; resolution: string | null; seriesId: number },
    fromStatus: string,
    resolvedMs: number,
  ): AuditEntry => ({
    ...of(id),
    action: 'incident.resolved',
    fromStatus,
    toStatus: 'resolved',
    detail: { resolution },
    traceparent: traceAt(seriesId, resolvedMs),
  });
  return [
    ...incidents.map(({ id, seriesId, openedMs }) => ({
      ...of(id),
      action: 'incident.opened',
      toStatus: 'open',
      traceparent: traceAt(seriesId, openedMs),
    })),
    ...worsenings.map(({ incidentId, state, episode, watched }) => {
      const { tsMs, value, delta } = escalationOf(episode);
      return {
        ...of(incidentId),
        action: 'incident.escalated',
        fromStatus: state,
        toStatus: state,
        detail: { ts: timeOf(tsMs), value, delta },
        traceparent: traceAt(watched.batch.series.id, tsMs),
      };
    }),
    ...resolved.map((one) => ended(one, one.fromStatus, one.resolvedMs)),
    ...incidents.flatMap((one) => (one.resolvedMs === null ? [] : [ended(one, 'open', one.resolvedMs)])),
  ];
}
