import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { type AuditColumns, insertAuditRows } from '../db/sql/audit';
import { insertIncidents, type NewIncidentRow, resolveOpenIncidents } from '../db/sql/incidents';
import { latestEvaluated } from '../db/sql/latest-points';
import type { SqlRunner } from '../db/sql-runner';
import type { Evidence } from '../schemas/evidence';
import type { IngestResult } from '../schemas/metrics';
import { system } from '../services/call';
import { toWindows } from '../services/detectors/to-windows';
import { type JobRequest, joinOrOpenJobs } from '../services/jobs/join-or-open-jobs';
import type { Episode } from './live-series';
import { statesBefore } from './states-before';
import type { Watched } from './watched';

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

async function loadValues(run: SqlRunner, watched: Watched[]): Promise<Map<number, SeriesValues>> {
  const intakes = new Map(watched.map(({ intake }) => [intake.series.id, intake]));
  const values = new Map<number, SeriesValues>([...intakes.keys()].map((id) => [id, { rows: [], tsMs: [] }]));
  const add = (seriesId: number, tsMs: number, value: number) => {
    const held = values.get(seriesId);
    held?.rows.push({ ts: timeOf(tsMs), value });
    held?.tsMs.push(tsMs);
  };
  for (const { seriesId, ts, value } of await latestEvaluated(run, [...intakes.keys()], evidenceValues)) {
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
  { intake, run }: Watched,
  episode: Episode,
  stateBefore: unknown,
  values: ValueRow[],
): string {
  const { series } = intake;
  const { detector, behaviour } = run;
  const evidence: Evidence = {
    detector: {
      id: detector.id,
      name: detector.name,
      revision: detector.revision,
      method: behaviour.method.method,
      method_version: behaviour.method.version,
      params: behaviour.params,
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
  return JSON.stringify(evidence);
}

interface OpenedEpisode {
  watched: Watched;
  episode: Episode;
  incident: NewIncidentRow;
}

/** The incidents of one run's episodes, those that ended within the flush with their end, and the end of an earlier one. */
async function incidentsOf(run: SqlRunner, watched: Watched, values: SeriesValues) {
  const { episodes } = watched.run;
  const opened: OpenedEpisode[] = [];
  let endedEarlierMs: number | null = null;
  const openings = episodes.filter((episode) => episode.kind === 'opened');
  const before = openings.length === 0 ? [] : await statesBefore(run, watched, openings);
  for (const episode of episodes) {
    if (episode.kind === 'resolved') {
      const last = opened.at(-1);
      if (last) last.incident.resolvedMs = episode.event.ts;
      else endedEarlierMs = episode.event.ts;
      continue;
    }
    const { detector, behaviour } = watched.run;
    const { event, reading } = episode;
    const evidence = evidenceOf(watched, episode, before[opened.length], valuesUntil(values, event.ts));
    opened.push({
      watched,
      episode,
      incident: {
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
      },
    });
  }
  return { opened, endedEarlierMs };
}

/** One request for each model, its reasons in the order of event time. */
function jobRequests(opened: OpenedEpisode[]): JobRequest[] {
  const byModel = new Map<string, JobRequest>();
  for (const { episode, incident, watched } of opened) {
    let request = byModel.get(incident.modelId);
    if (request === undefined) {
      request = {
        modelId: incident.modelId,
        reasons: [],
        ...(episode.job && { jobId: episode.job.jobId }),
      };
      byModel.set(incident.modelId, request);
    }
    request.reasons.push({
      kind: 'drift_detected',
      metric: watched.intake.series.metric,
      delta: episode.reading.delta,
      seriesId: incident.seriesId,
      incidentId: incident.id,
      ts: new Date(incident.openedMs),
    });
  }
  // Models in one order everywhere, so that two transactions cannot wait for each other.
  return [...byModel.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
}

function auditOf(
  incidents: NewIncidentRow[],
  resolved: { id: string; fromStatus: string }[],
): AuditColumns[] {
  const ended = (entityId: string, fromStatus: string): AuditColumns => ({
    action: 'incident.resolved',
    entityType: 'incident',
    entityId,
    fromStatus,
    toStatus: 'resolved',
    detail: { resolution: 'recovered' },
  });
  return [
    ...resolved.map(({ id, fromStatus }) => ended(id, fromStatus)),
    ...incidents.flatMap(({ id, resolvedMs }) => [
      { action: 'incident.opened', entityType: 'incident', entityId: id, toStatus: 'open' },
      ...(resolvedMs === null ? [] : [ended(id, 'open')]),
    ]),
  ];
}

/** Which request of the flush brought the point of each time, by series. */
function requestsByTime(watched: Watched[]): Map<number, Map<number, number>> {
  const intakes = new Map(watched.map(({ intake }) => [intake.series.id, intake]));
  return new Map(
    [...intakes].map(([id, { accepted }]) => [
      id,
      new Map(accepted.map((point) => [point.tsMs, point.request])),
    ]),
  );
}

/**
 * Writes the beginnings and ends of all episodes of a flush, given the runs that have some, in a fixed number of statements: incidents with their
 * evidence, one job or one set of reasons for each model, audit rows. Call it before the points and states are stored.
 */
export async function recordEpisodes(run: SqlRunner, watched: Watched[], now: Date): Promise<Detection[]> {
  if (watched.length === 0) return [];
  const values = await loadValues(run, watched);
  const opened: OpenedEpisode[] = [];
  const ended = [];
  for (const one of watched) {
    const { series } = one.intake;
    const incidents = await incidentsOf(run, one, values.get(series.id) ?? { rows: [], tsMs: [] });
    opened.push(...incidents.opened);
    const { endedEarlierMs: resolvedMs } = incidents;
    if (resolvedMs !== null) ended.push({ detectorId: one.run.detector.id, seriesId: series.id, resolvedMs });
  }
  opened.sort((a, b) => a.incident.openedMs - b.incident.openedMs);
  const incidents = opened.map(({ incident }) => incident);
  const resolved = ended.length > 0 ? await resolveOpenIncidents(run, ended) : [];
  await insertIncidents(run, now, incidents);
  const jobs = await joinOrOpenJobs(run, system, now, jobRequests(opened));
  await insertAuditRows(run, system.name, now, auditOf(incidents, resolved));
  const requests = requestsByTime(watched);
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
