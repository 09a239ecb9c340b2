import { type EndedEpisode, insertIncidents, resolveOpenIncidents } from '../../db/sql/incidents';
import { type AdoptedRun, keepAdopted } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import type { IngestResult } from '../../schemas/metrics';
import { writeAudit } from '../../services/audit/write-audit';
import { system } from '../../services/call';
import { joinOrOpenJobs } from '../../services/jobs/join-or-open-jobs';
import type { QueuedRequest } from '../ingest-request';
import { loadValues, timeOf } from './evidence';
import {
  auditOfIncidents,
  episodesOf,
  noteWorsenings,
  type OpenedEpisode,
  type TraceAt,
  type Worsening,
} from './incidents';
import { jobRequests } from './jobs';
import type { RunInFlush } from './run-in-flush';

/** A drift that began, with the request whose point began it. */
export interface Detection {
  request: number;
  detected: IngestResult['detected'][number];
}

/** The runs that have adopted the present by their rule, with the last time they did. */
function adoptedOf(watched: RunInFlush[]): AdoptedRun[] {
  return watched.flatMap(({ run: { id, episodes } }) => {
    const fromMs = episodes.findLast(({ adoptedFromMs }) => adoptedFromMs !== null)?.adoptedFromMs;
    return fromMs === undefined || fromMs === null ? [] : [{ id, fromMs }];
  });
}

/** Which request of the flush brought the point of each time, by series. */
function requestsByTime(watched: RunInFlush[]): Map<number, Map<number, number>> {
  const batches = new Map(watched.map(({ batch }) => [batch.series.id, batch]));
  return new Map(
    [...batches].map(([id, { accepted }]) => [
      id,
      new Map(accepted.map((point) => [point.tsMs, point.request])),
    ]),
  );
}

/**
 * Fifth stage of a flush: writes the beginnings, worsenings and ends of all episodes of a flush, given the
 * runs that have some, in a fixed number of statements: incidents with their evidence, one job or one set of
 * reasons for each model, audit rows. Call it before the points and states are stored. `taken` are the
 * requests of the flush, for what their traces are told.
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
    const { series } = one.batch;
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
  await writeAudit(sql, system, now, auditOfIncidents(incidents, noted, resolved, traceAt));
  return opened.map(({ incident, episode, watched: { batch, run: of } }) => ({
    request: requests.get(incident.seriesId)?.get(incident.openedMs) ?? 0,
    detected: {
      incident_id: incident.id,
      job_id: jobs.get(incident.modelId)?.jobId ?? '',
      detector_id: of.detector.id,
      detector_name: of.detector.name,
      series_id: incident.seriesId,
      model_id: incident.modelId,
      metric: batch.series.metric,
      ts: timeOf(incident.openedMs),
      delta: episode.reading.delta,
    },
  }));
}
