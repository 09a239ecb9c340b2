import type { Database } from '../../db/client';
import {
  type MatchingSeries,
  matchingSeries,
  type PointColumns,
  pointColumns,
} from '../../db/sql/preview-series';
import { createBehaviour, typicalSpacingMs } from '../../monitoring/index';
import {
  maxListedMatches,
  type Preview,
  type PreviewInput,
  type PreviewProgress,
  previewInputSchema,
} from '../../schemas/preview';
import { parseInput, requirePermissionOnPattern, type ServiceCall, withDefaults } from '../call';
import { rulesOf } from '../detectors/behaviour-of';
import { loadVisibleDetector } from '../detectors/load-detector';
import { ruleColumns } from '../detectors/rule-columns';
import { loadShownSeries, type ShownSeries } from './load-shown-series';
import { previewNotes } from './preview-notes';
import { previewInThread } from './preview-threads';
import type { PreviewWork, TriedDetector } from './preview-work';

/**
 * Number of points for calibration, power and quality; more would not improve the result in the available
 * time.
 */
const referencePoints = 1000;

export interface PreviewCall {
  body: unknown;
  signal: AbortSignal;
  report?: (progress: PreviewProgress) => void;
}

interface Reference {
  series: MatchingSeries;
  points: PointColumns;
}

/** Loads the reference for the simulations: the first points of the middle series, or those of a range. */
async function referenceOf(
  db: Database,
  shown: ShownSeries[],
  { reference }: PreviewInput,
): Promise<Reference | null> {
  const of = shown.find(({ role }) => role === 'median') ?? shown[0];
  if (!of) return null;
  const points = reference
    ? await pointColumns(db, of.series.id, { fromMs: reference.from, toMs: reference.to }, referencePoints)
    : { tsMs: of.tsMs.slice(0, referencePoints), values: of.values.slice(0, referencePoints) };
  return points.values.length === 0 ? null : { series: of.series, points };
}

function wantedPointsOf(
  { false_alarm_every: every }: PreviewInput,
  seriesCount: number,
  tsMs: Float64Array | undefined,
): number | null {
  if (every === undefined || tsMs === undefined) return null;
  const ofAll = 'points' in every ? every.points : every.ms / typicalSpacingMs(tsMs);
  // Each series gets a share of the budget: one alarm over all series is one per series in as many times as
  // there are series.
  return 'points' in every ? Math.max(10, ofAll) : Math.max(10, ofAll * Math.max(1, seriesCount));
}

const timeAt = (tsMs: Float64Array, at: number) => {
  const ms = tsMs.at(at);
  return ms === undefined ? null : new Date(ms).toISOString();
};

function toMatching(matching: MatchingSeries[], needed: number) {
  const listed = matching.map(({ id, modelId, metric, labels, pointCount }) => ({
    series_id: id,
    model_id: modelId,
    metric,
    labels,
    learning: pointCount < needed,
  }));
  return {
    learning_count: listed.filter(({ learning }) => learning).length,
    series: listed.slice(0, maxListedMatches),
  };
}

function toReference({ series, points: { tsMs, values } }: Reference): Preview['reference'] {
  const [from, to] = [timeAt(tsMs, 0), timeAt(tsMs, -1)];
  return from && to ? { series_id: series.id, from, to, sample_count: values.length } : null;
}

function toSeries({ series, role, tsMs, values }: ShownSeries) {
  return {
    role,
    series_id: series.id,
    model_id: series.modelId,
    metric: series.metric,
    labels: series.labels,
    unit: series.unit,
    direction: series.direction,
    from: timeAt(tsMs, 0),
    to: timeAt(tsMs, -1),
    point_count: values.length,
    total_count: series.pointCount,
    sampled: values.length < series.pointCount,
  };
}

/**
 * Shows what a detector would do on a worst, a median and a calm one of the series that it would watch: when
 * it would have fired, which threshold meets a budget of false alarms, how soon it detects a shift, and
 * whether the reference is suitable. Writes nothing; reads at most `max_points` points plus the reference.
 *
 * @throws INVALID_INPUT like the detector itself; NOT_FOUND for an unknown `detector_id`
 */
export async function previewDetector(call: ServiceCall<PreviewCall>): Promise<Preview> {
  const { actor, db, input } = withDefaults(call);
  const { signal, report = () => {} } = input;
  const asked = parseInput(previewInputSchema, input.body, 'the preview');
  requirePermissionOnPattern(actor, 'manage_detectors', asked.model_pattern);
  const columns = { method: asked.method, params: asked.params, ...ruleColumns(asked) };
  const behaviour = createBehaviour(asked.method, asked.params);
  const detector: TriedDetector = { method: asked.method, params: behaviour.params, rules: rulesOf(columns) };
  const stored =
    asked.detector_id === undefined ? null : await loadVisibleDetector(db, actor, asked.detector_id);
  const previous: TriedDetector | null = stored && {
    method: stored.method,
    params: createBehaviour(stored.method, stored.params).params,
    rules: rulesOf(stored),
  };
  const patterns = { modelPattern: asked.model_pattern, metricPattern: asked.metric_pattern };
  const all = await matchingSeries(db, patterns, null);
  const own = asked.series_ids ? (await matchingSeries(db, patterns, asked.series_ids)).series : all.series;
  const { shown, measured } = await loadShownSeries(db, own, asked, { signal, report });
  const reference = await referenceOf(db, shown, asked);
  const work: PreviewWork = {
    detector,
    previous,
    parts: asked.parts,
    buckets: asked.buckets,
    series: shown.map(({ series: { direction, timeZone }, tsMs, values }) => ({
      tsMs,
      values,
      direction,
      timeZone,
    })),
    reference: reference && {
      ...reference.points,
      direction: reference.series.direction,
      timeZone: reference.series.timeZone,
      lowerBound: reference.series.lowerBound,
      upperBound: reference.series.upperBound,
    },
    wantedPoints: wantedPointsOf(asked, all.count, reference?.points.tsMs),
    shifts: asked.shifts ?? null,
  };
  // The thread takes the arrays with it: what is said about them is worked out before.
  const tried = shown.map(toSeries);
  const ofReference = reference && toReference(reference);
  const notes = previewNotes(shown, all.count, all.series.length, measured, asked);
  const found = await previewInThread(work, signal, ({ stage, done }) =>
    report({ stage, done: 0.2 + 0.8 * done }),
  );
  const series = found.series.flatMap((own, at) => {
    const one = tried[at];
    return one ? [{ ...one, ...own }] : [];
  });
  const sum = (count: (one: (typeof series)[number]) => number) =>
    series.reduce((total, one) => total + count(one), 0);
  return {
    matching: {
      series_count: all.count,
      sampled_count: measured,
      ...toMatching(all.series, behaviour.method.minSamples(behaviour.params)),
    },
    params: found.params as Preview['params'],
    calibration: found.calibration,
    calibration_note: found.calibration_note,
    power: found.power,
    quality: found.quality,
    reference: ofReference,
    series,
    incident_count: sum(({ backtest }) => backtest?.incident_count ?? 0),
    job_count: sum(({ backtest }) => backtest?.job_count ?? 0),
    previous_incident_count: previous ? sum((one) => one.previous?.incident_count ?? 0) : null,
    notes,
  };
}
