import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { insertIncidents, type NewIncidentRow } from '../../db/sql/incidents';
import { evaluatedWithin } from '../../db/sql/latest-points';
import { type EndedIncident, incidentsOfRuns, reopenIncidents } from '../../db/sql/primed-incidents';
import type { SqlRunner } from '../../db/sql-runner';
import type { DetectorBehaviour, DetectorWindows, Reading } from '../../monitoring/index';
import { changeOf } from '../../policy/incident-change';
import type { Evidence } from '../../schemas/evidence';
import { writeAudit } from '../audit/write-audit';
import { system } from '../call';
import { toWindows } from '../detectors/to-windows';

/** Number of last values kept as evidence. */
const evidenceValues = 200;
/** How long a change of a detector can be undone, so that its incidents continue. */
const undoableMs = 3_600_000;

/** The past point at which a drift began that still lasts. */
export interface PrimedOpening {
  tsMs: number;
  value: number;
  reading: Reading;
  windows: DetectorWindows;
  onsetMs: number | null;
}

/** A run that was in drift at the end of its history. */
export interface PrimedDrift {
  detector: Omit<WatchingDetector, 'modelPattern' | 'metricPattern'>;
  series: SeriesRow;
  behaviour: DetectorBehaviour;
  opening: PrimedOpening;
}

const timeOf = (ms: number) => new Date(ms).toISOString();
const keyOf = (detectorId: string, seriesId: number) => `${detectorId} ${seriesId}`;

async function evidenceOf(
  sql: SqlRunner,
  { detector, series, behaviour, opening }: PrimedDrift,
): Promise<Evidence> {
  const values = await evaluatedWithin(
    sql,
    { seriesId: series.id, fromMs: 0, toMs: opening.tsMs },
    evidenceValues,
  );
  const { statistic, threshold, level, delta } = opening.reading;
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
    state_before: null,
    point: { ts: timeOf(opening.tsMs), value: opening.value },
    reading: { statistic, threshold, level, delta },
    windows: toWindows(opening.windows),
    values: values.map(({ tsMs, value }) => ({ ts: timeOf(tsMs), value })),
  };
}

async function toIncident(sql: SqlRunner, drift: PrimedDrift): Promise<NewIncidentRow> {
  const { detector, series, behaviour, opening } = drift;
  const told = await evidenceOf(sql, drift);
  const evidence = JSON.stringify(told);
  return {
    id: uuidv7(),
    detectorId: detector.id,
    detectorName: detector.name,
    method: behaviour.method.method,
    seriesId: series.id,
    modelId: series.modelId,
    openedMs: opening.tsMs,
    onsetMs: opening.onsetMs,
    value: opening.value,
    delta: opening.reading.delta,
    statistic: opening.reading.statistic ?? 0,
    threshold: opening.reading.threshold ?? 0,
    evidence,
    evidenceHash: createHash('sha256').update(evidence).digest('hex'),
    resolvedMs: null,
    resolution: null,
    escalationCount: 0,
    escalation: null,
    change: changeOf(told, opening.onsetMs ?? opening.tsMs),
    foundAtPriming: true,
  };
}

/**
 * Returns whether the run continues an incident that a change of its detector has just ended: the same drift
 * still lasts.
 */
function goesOn(
  { behaviour, opening }: PrimedDrift,
  { method, endedMs, lastMs }: EndedIncident,
  nowMs: number,
) {
  return method === behaviour.method.method && nowMs - endedMs < undoableMs && opening.tsMs <= lastMs;
}

/**
 * Opens incidents for runs that are in drift after priming. An incident that a change of the detector has
 * ended within the last hour continues; otherwise one is opened, marked as found at priming. Neither requests
 * a job, because the change may be old and known. The locks of the series are held.
 */
export async function openPrimedIncidents(sql: SqlRunner, drifts: PrimedDrift[], now: Date): Promise<void> {
  const live = drifts.filter(({ detector }) => detector.mode === 'live');
  if (live.length === 0) return;
  const rows = await incidentsOfRuns(
    sql,
    live.map(({ detector, series }) => ({ detectorId: detector.id, seriesId: series.id })),
  );
  const newest = new Map(rows.map((row) => [keyOf(row.detectorId, row.seriesId), row]));
  const reopened: EndedIncident[] = [];
  const opened: NewIncidentRow[] = [];
  for (const drift of live) {
    const last = newest.get(keyOf(drift.detector.id, drift.series.id));
    if (last?.isOpen) continue;
    if (last?.isUndoable && goesOn(drift, last, now.getTime())) reopened.push(last);
    else opened.push(await toIncident(sql, drift));
  }
  await reopenIncidents(
    sql,
    reopened.map(({ id }) => id),
  );
  await insertIncidents(sql, now, opened);
  await writeAudit(sql, system, now, [
    ...reopened.map(({ id, resolution }) => ({
      action: 'incident.reopened',
      entityType: 'incident' as const,
      entityId: id,
      fromStatus: 'resolved',
      toStatus: 'open',
      detail: { resolution },
    })),
    ...opened.map(({ id }) => ({
      action: 'incident.opened',
      entityType: 'incident' as const,
      entityId: id,
      toStatus: 'open',
      detail: { found_at_priming: true },
    })),
  ]);
}
