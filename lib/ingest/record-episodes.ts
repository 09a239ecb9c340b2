import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { type AuditColumns, insertAuditRows } from '../db/sql/audit';
import {
  type EndedEpisode,
  type Escalation,
  escalateOpenIncidents,
  insertIncidents,
  type NewIncidentRow,
  resolveOpenIncidents,
  type WorseEpisode,
} from '../db/sql/incidents';
import { latestEvaluated } from '../db/sql/latest-points';
import { type AdoptedRun, keepAdopted } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import { changeOf } from '../policy/incident-change';
import type { Evidence } from '../schemas/evidence';
import type { IngestResult } from '../schemas/metrics';
import { system } from '../services/call';
import { toWindows } from '../services/detectors/to-windows';
import { type JobRequest, joinOrOpenJobs } from '../services/jobs/join-or-open-jobs';
import type { QueuedRequest } from './ingest-request';
import type { EpisodeEvent } from './live-series';
import type { RunInFlush } from './run-in-flush';
import { statesBefore } from './states-before';

/** What a reason says beside the change when the drift lasted already. */
const worsenedText = 'worse within an open incident';

/** How many of the last values an incident keeps as evidence. */
const evidenceValues = 200;

/** A drift that began, with the request whose point began it. */
export interface Detection {
  request: number;
  detected: IngestResult['detected'][number];
}

type ValueRow = Evidence['values'][number];

/** The stored and new values of a series that were not late, oldest first, as evidence has them. */
interface SeriesValues {
  rows: ValueRow[];
  tsMs: number[];
}

const timeOf = (ms: number) => new Date(ms).toISOString();

async function loadValues(sql: SqlRunner, watched: RunInFlush[]): Promise<Map<number, SeriesValues>> {
  const intakes = new Map(watched.map(({ intake }) => [intake.series.id, intake]));
  const values = new Map<number, SeriesValues>([...intakes.keys()].map((id) => [id, { rows: [], tsMs: [] }]));
  const add = (seriesId: number, tsMs: number, value: number) => {
    const held = values.get(seriesId);
    held?.rows.push({ ts: timeOf(tsMs), value });
    held?.tsMs.push(tsMs);
  };
  for (const { seriesId, ts, value } of await latestEvaluated(sql, [...intakes.keys()], evidenceValues)) {
    add(seriesId, ts.getTime(), value);
  }
  for (const [id, { accepted }] of intakes) {
    for (const { late, tsMs, value } of accepted) if (!late) add(id, tsMs, value);
  }
  return values;
}

/** The last values up to a time. */
function valuesUntil({ rows, tsMs }: SeriesValues, untilMs: number): ValueRow[] {
  let end = tsMs.length;
  while (end > 0 && (tsMs[end - 1] as number) > untilMs) end -= 1;
  return rows.slice(Math.max(0, end - evidenceValues), end);
}

function evidenceOf(
  { intake, run }: RunInFlush,
  episode: EpisodeEvent,
  stateBefore: unknown,
  values: ValueRow[],
): Evidence {
  const { series } = intake;
  const { detector, behaviour } = run;
  return {
    detector: {
      id: detector.id,
      name: detector.name,
      revision: detector.revision,
      method: behaviour.method.method,
      method_version: behaviour.method.version,
      params: behaviour.params,
      min_change: behaviour.rules.minChange,
      adopt: detector.adopt,
      adopt_after_days: detector.adoptAfterDays,
    },
    series: {
      id: series.id,
      model_id: series.modelId,
      metric: series.metric,
      labels: JSON.parse(series.labelsKey),
      direction: series.direction,
      time_zone: series.timeZone,
    },
    state_before: stateBefore,
    point: { ts: timeOf(episode.event.ts), value: episode.event.value },
    reading: episode.reading,
    windows: toWindows(episode.windows),
    values,
  };
}

interface OpenedEpisode {
  watched: RunInFlush;
  episode: EpisodeEvent;
  incident: NewIncidentRow;
}

/** A point at which an episode became clearly worse; `incident` where that began within the flush. */
interface Worsening {
  watched: RunInFlush;
  episode: EpisodeEvent;
  incident: NewIncidentRow | null;
}

/** What the episodes of one run come to; those that ended within the flush carry their end, the last are of an earlier one. */
interface RunEpisodes {
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
  const { detector, behaviour } = watched.run;
  const { event, reading } = episode;
  const evidence = JSON.stringify(told);
  return {
    id: uuidv7(),
    detectorId: detector.id,
    detectorName: detector.name,
    method: behaviour.method.method,
    seriesId: watched.intake.series.id,
    modelId: watched.intake.series.modelId,
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

async function episodesOf(sql: SqlRunner, watched: RunInFlush, values: SeriesValues): Promise<RunEpisodes> {
  const { episodes, detector } = watched.run;
  const found: RunEpisodes = { opened: [], worsenings: [], endedEarlier: null };
  const openings = episodes.filter((episode) => episode.kind === 'opened');
  const before = openings.length === 0 ? [] : await statesBefore(sql, watched, openings);
  for (const episode of episodes) {
    const { event } = episode;
    const incident = found.opened.at(-1)?.incident ?? null;
    if (episode.kind === 'opened') {
      const state = before[found.opened.length];
      const evidence = evidenceOf(watched, episode, state, valuesUntil(values, event.ts));
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
      else found.endedEarlier = { detectorId: detector.id, seriesId: watched.intake.series.id, ...end };
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
    const [detectorId, seriesId] = [watched.run.detector.id, watched.intake.series.id];
    const key = runKey(detectorId, seriesId);
    const count = (byRun.get(key)?.count ?? 0) + 1;
    byRun.set(key, { detectorId, seriesId, count, last: escalationOf(episode) });
  }
  return [...byRun.values()];
}

/** A worsening with the incident that it belongs to. */
interface NotedWorsening extends Worsening {
  incidentId: string;
  state: string;
}

/** Notes earlier incidents' worsenings on them, and says which incident each worsening belongs to. */
async function noteWorsenings(sql: SqlRunner, worsenings: Worsening[]): Promise<NotedWorsening[]> {
  const earlier = worseEarlier(worsenings);
  const rows = earlier.length > 0 ? await escalateOpenIncidents(sql, earlier) : [];
  const byRun = new Map(rows.map((row) => [runKey(row.detectorId, row.seriesId), row]));
  return worsenings.flatMap((worsening) => {
    const { watched, incident } = worsening;
    if (incident) return [{ ...worsening, incidentId: incident.id, state: 'open' }];
    const row = byRun.get(runKey(watched.run.detector.id, watched.intake.series.id));
    return row ? [{ ...worsening, incidentId: row.id, state: row.state }] : [];
  });
}

/** One request for each model, its reasons in the order of event time. */
function jobRequests(opened: OpenedEpisode[], worsenings: NotedWorsening[], traceAt: TraceAt): JobRequest[] {
  const events = [
    ...opened.map(({ watched, episode, incident }) => ({ watched, episode, incidentId: incident.id })),
    ...worsenings,
  ].sort((a, b) => a.episode.event.ts - b.episode.event.ts);
  const byModel = new Map<string, JobRequest>();
  for (const { episode, incidentId, watched } of events) {
    const { id: seriesId, modelId, metric } = watched.intake.series;
    let request = byModel.get(modelId);
    if (request === undefined) {
      const traceparent = traceAt(seriesId, episode.event.ts);
      request = { modelId, reasons: [], traceparent, ...(episode.job && { jobId: episode.job.jobId }) };
      byModel.set(modelId, request);
    }
    const isEscalation = episode.kind === 'escalated';
    request.reasons.push({
      kind: 'drift_detected',
      metric,
      delta: isEscalation ? episode.worsening : episode.reading.delta,
      ...(isEscalation && { text: worsenedText }),
      seriesId,
      incidentId,
      ts: new Date(episode.event.ts),
    });
  }
  // Models in one order everywhere, so that two transactions cannot wait for each other.
  return [...byModel.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
}

function auditOf(
  incidents: NewIncidentRow[],
  worsenings: NotedWorsening[],
  resolved: { id: string; fromStatus: string; resolution: string; seriesId: number; resolvedMs: number }[],
  traceAt: TraceAt,
): AuditColumns[] {
  const of = (entityId: string) => ({ entityType: 'incident', entityId });
  const ended = (
    { id, resolution, seriesId }: { id: string; resolution: string | null; seriesId: number },
    fromStatus: string,
    resolvedMs: number,
  ): AuditColumns => ({
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
        traceparent: traceAt(watched.intake.series.id, tsMs),
      };
    }),
    ...resolved.map((one) => ended(one, one.fromStatus, one.resolvedMs)),
    ...incidents.flatMap((one) => (one.resolvedMs === null ? [] : [ended(one, 'open', one.resolvedMs)])),
  ];
}

/** W3C `traceparent` of the request that brought the point of a series at a time. */
type TraceAt = (seriesId: number, tsMs: number) => string | undefined;

/** The runs that have adopted the present by their rule, with the last time they did. */
function adoptedOf(watched: RunInFlush[]): AdoptedRun[] {
  return watched.flatMap(({ run: { id, episodes } }) => {
    const fromMs = episodes.findLast(({ adoptedFromMs }) => adoptedFromMs !== null)?.adoptedFromMs;
    return fromMs === undefined || fromMs === null ? [] : [{ id, fromMs }];
  });
}

/** Which request of the flush brought the point of each time, by series. */
function requestsByTime(watched: RunInFlush[]): Map<number, Map<number, number>> {
  const intakes = new Map(watched.map(({ intake }) => [intake.series.id, intake]));
  return new Map(
    [...intakes].map(([id, { accepted }]) => [
      id,
      new Map(accepted.map((point) => [point.tsMs, point.request])),
    ]),
  );
}

/**
 * Writes the beginnings, worsenings and ends of all episodes of a flush, given the runs that have some, in a fixed number of
 * statements: incidents with their evidence, one job or one set of reasons for each model, audit rows. Call it before the
 * points and states are stored. `taken` are the requests of the flush, for what their traces are told.
 */
export async function recordEpisodes(
  sql: SqlRunner,
  all: RunInFlush[],
  now: Date,
  taken: readonly Pick<QueuedRequest, 'traceparent'>[],
): Promise<Detection[]> {
  // What a shadow says is stored with its readings.
  const watched = all.filter(({ run }) => run.detector.mode === 'live');
  if (watched.length === 0) return [];
  const values = await loadValues(sql, watched);
  const opened: OpenedEpisode[] = [];
  const worsenings: Worsening[] = [];
  const ended: EndedEpisode[] = [];
  for (const one of watched) {
    const { series } = one.intake;
    const found = await episodesOf(sql, one, values.get(series.id) ?? { rows: [], tsMs: [] });
    opened.push(...found.opened);
    worsenings.push(...found.worsenings);
    if (found.endedEarlier) ended.push(found.endedEarlier);
  }
  opened.sort((a, b) => a.incident.openedMs - b.incident.openedMs);
  const incidents = opened.map(({ incident }) => incident);
  const requests = requestsByTime(watched);
  const traceAt: TraceAt = (seriesId, tsMs) => taken[requests.get(seriesId)?.get(tsMs) ?? -1]?.traceparent;
  const noted = await noteWorsenings(sql, worsenings);
  const resolved = ended.length > 0 ? await resolveOpenIncidents(sql, ended) : [];
  await insertIncidents(sql, now, incidents);
  await keepAdopted(sql, adoptedOf(watched));
  const jobs = await joinOrOpenJobs(sql, system, now, jobRequests(opened, noted, traceAt));
  await insertAuditRows(sql, system.name, now, auditOf(incidents, noted, resolved, traceAt));
  return opened.map(({ incident, episode, watched: { intake, run: of } }) => ({
    request: requests.get(incident.seriesId)?.get(incident.openedMs) ?? 0,
    detected: {
      incident_id: incident.id,
      job_id: jobs.get(incident.modelId)?.jobId ?? '',
      detector_id: of.detector.id,
      detector_name: of.detector.name,
      series_id: incident.seriesId,
      model_id: incident.modelId,
      metric: intake.series.metric,
      ts: timeOf(incident.openedMs),
      delta: episode.reading.delta,
    },
  }));
}
