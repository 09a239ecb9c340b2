import type { Transaction } from '../db/client';
import { latestPoints } from '../db/sql/latest-points';
import { insertReadings, lockRuns, type RunRow, updateRuns } from '../db/sql/runs';
import { createBehaviour, type MetricEvent } from '../monitoring/index';
import { matchesPattern } from '../policy/matches-pattern';
import type { Evidence } from '../schemas/evidence';
import type { IngestResult } from '../schemas/metrics';
import { system } from '../services/call';
import { primeRun, type RunDetector } from '../services/detectors/prime-run';
import { toWindows } from '../services/detectors/to-windows';
import { openIncident } from '../services/incidents/open-incident';
import { resolveIncidents } from '../services/incidents/resolve-incidents';
import { joinOrOpenJob } from '../services/jobs/join-or-open-job';
import type { SeriesBatch } from './series-batch';
import { type Episode, type LiveRun, type WatchedRun, watchSeries } from './watch-series';

/** How many of the last values an incident keeps as evidence. */
const evidenceValues = 200;

type Detection = IngestResult['detected'][number];
type WatchingDetector = RunDetector & { modelPattern: string; metricPattern: string };

interface Watch {
  batch: SeriesBatch;
  detector: RunDetector;
  watched: WatchedRun;
}

function toEvents({ series, points }: SeriesBatch): MetricEvent[] {
  const labels = JSON.parse(series.labelsKey);
  return points.accepted
    .filter((point) => !point.late)
    .map(({ tsMs, value }) => ({ ts: tsMs, modelId: series.modelId, metric: series.metric, value, labels }));
}

/** The stored run, or one that is primed now because it is missing or of an older revision of its detector. */
async function liveRun(
  tx: Transaction,
  detector: RunDetector,
  { series }: SeriesBatch,
  stored: RunRow | undefined,
): Promise<LiveRun> {
  if (stored?.revision === detector.revision) {
    const behaviour = createBehaviour(detector.method, detector.params, series.direction);
    const snapshot = JSON.parse(stored.state);
    // A newer version of the method cannot go on with the old one's state.
    if (snapshot.version === behaviour.method.version) {
      return { id: stored.id, behaviour, snapshot, inEpisode: stored.hasOpenIncident };
    }
  }
  const { id, behaviour, strategy } = await primeRun(tx, detector, series);
  return { id, behaviour, snapshot: strategy.snapshot(), inEpisode: stored?.hasOpenIncident ?? false };
}

/** The values that led to an episode: stored ones, then those of this request. */
async function valuesBefore(
  tx: Transaction,
  { batch }: Watch,
  { event }: Episode,
): Promise<Evidence['values']> {
  const fresh = toEvents(batch)
    .filter(({ ts }) => ts <= event.ts)
    .map(({ ts, value }) => ({ ts: new Date(ts).toISOString(), value }));
  const stored = await latestPoints(tx, [batch.series.id], evidenceValues);
  return [...stored.map(({ ts, value }) => ({ ts: ts.toISOString(), value })), ...fresh].slice(
    -evidenceValues,
  );
}

async function openEpisode(tx: Transaction, watch: Watch, episode: Episode, now: Date): Promise<Detection> {
  const { batch, detector, watched } = watch;
  const { series } = batch;
  const { event, reading } = episode;
  const { method, params } = watched.run.behaviour;
  const ts = new Date(event.ts);
  const incidentId = await openIncident(tx, now, {
    onsetMs: episode.onsetMs,
    evidence: {
      detector: {
        id: detector.id,
        name: detector.name,
        revision: detector.revision,
        method: method.method,
        method_version: method.version,
        params,
      },
      series: {
        id: series.id,
        model_id: series.modelId,
        metric: series.metric,
        labels: JSON.parse(series.labelsKey),
        direction: series.direction,
      },
      state_before: episode.stateBefore,
      point: { ts: ts.toISOString(), value: event.value },
      reading,
      windows: toWindows(episode.windows),
      values: await valuesBefore(tx, watch, episode),
    },
  });
  const { jobId } = await joinOrOpenJob(tx, system, now, {
    modelId: series.modelId,
    jobId: episode.job?.jobId,
    reasons: [
      {
        kind: 'drift_detected',
        metric: series.metric,
        delta: reading.delta,
        seriesId: series.id,
        incidentId,
        ts,
      },
    ],
  });
  return {
    incident_id: incidentId,
    job_id: jobId,
    detector_id: detector.id,
    detector_name: detector.name,
    series_id: series.id,
    model_id: series.modelId,
    metric: series.metric,
    ts: ts.toISOString(),
    delta: reading.delta,
  };
}

/** Writes the beginnings and ends of episodes in the order in which they happened. */
async function recordEpisodes(tx: Transaction, watches: Watch[], now: Date): Promise<Detection[]> {
  const steps = watches.flatMap((watch) => watch.watched.episodes.map((episode) => ({ watch, episode })));
  steps.sort((a, b) => a.episode.event.ts - b.episode.event.ts);
  const detected: Detection[] = [];
  for (const { watch, episode } of steps) {
    if (episode.kind === 'opened') {
      detected.push(await openEpisode(tx, watch, episode, now));
    } else {
      await resolveIncidents(tx, system, now, {
        where: { detectorId: watch.detector.id, seriesId: watch.batch.series.id },
        resolution: 'recovered',
        resolvedTs: new Date(episode.event.ts),
      });
    }
  }
  return detected;
}

async function saveRuns(tx: Transaction, watches: Watch[]) {
  await insertReadings(
    tx,
    watches.flatMap(({ watched }) => watched.readings),
  );
  await updateRuns(
    tx,
    watches.map(({ watched: { run, strategy, readings } }) => ({
      id: run.id,
      state: JSON.stringify(strategy.snapshot()),
      windows: JSON.stringify(toWindows(strategy.windows())),
      level: strategy.level,
      statistic: readings.at(-1)?.statistic ?? null,
      threshold: readings.at(-1)?.threshold ?? null,
      lastMs: strategy.lastTsMs,
    })),
  );
}

/**
 * Shows the new points of locked series to every enabled detector that watches them, and writes readings, states,
 * incidents and jobs. Late points are left out. Answers the drifts that began.
 */
export async function evaluatePoints(
  tx: Transaction,
  batches: SeriesBatch[],
  now: Date,
): Promise<Detection[]> {
  const detectors: WatchingDetector[] = await tx.detector.findMany({
    where: { enabled: true },
    orderBy: { id: 'asc' },
  });
  if (detectors.length === 0) return [];
  const runs = await lockRuns(
    tx,
    batches.map(({ series }) => series.id),
  );
  const storedRuns = new Map(runs.map((run) => [`${run.detectorId} ${run.seriesId}`, run]));
  const watches: Watch[] = [];
  for (const batch of batches) {
    const { series } = batch;
    const events = toEvents(batch);
    if (events.length === 0) continue;
    const watching = detectors.filter(
      ({ modelPattern, metricPattern }) =>
        matchesPattern(modelPattern, series.modelId) && matchesPattern(metricPattern, series.metric),
    );
    const live = new Map<LiveRun, RunDetector>();
    for (const detector of watching) {
      live.set(await liveRun(tx, detector, batch, storedRuns.get(`${detector.id} ${series.id}`)), detector);
    }
    for (const watched of watchSeries(events, [...live.keys()])) {
      const detector = live.get(watched.run);
      if (detector) watches.push({ batch, detector, watched });
    }
  }
  await saveRuns(tx, watches);
  return recordEpisodes(tx, watches, now);
}
