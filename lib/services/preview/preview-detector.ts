import type { Database } from '../../db/client';
import {
  type MatchingSeries,
  matchingSeries,
  type PointColumns,
  pointColumns,
  recentShifts,
} from '../../db/sql/preview-series';
import { createBehaviour, typicalSpacingMs } from '../../monitoring/index';
import { chooseShown, evenly, type ShownRole } from '../../policy/choose-shown';
import {
  maxListedMatches,
  type Preview,
  type PreviewInput,
  type PreviewProgress,
  previewInputSchema,
} from '../../schemas/preview';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { rulesOf } from '../detectors/behaviour-of';
import { loadDetector } from '../detectors/load-detector';
import { ruleColumns } from '../detectors/rule-columns';
import { previewInThread } from './preview-threads';
import type { PreviewWork, TriedDetector } from './preview-work';

/** Maximum number of matching series whose movement is measured. */
const maxMeasured = 60;
/**
 * Number of points for calibration, power and quality; more would not improve the result in the available
 * time.
 */
const referencePoints = 1000;
/** Number of points read at once. */
const pagePoints = 25_000;
const endOfTimeMs = 8.64e15 / 1000;

export interface PreviewCall {
  body: unknown;
  signal: AbortSignal;
  report?: (progress: PreviewProgress) => void;
}

interface Shown extends PointColumns {
  series: MatchingSeries;
  role: ShownRole | 'chosen';
}

function concat(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((count, part) => count + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Loads the last `limit` points in a range page by page, newest first, so that no query takes long. */
async function loadPoints(
  db: Database,
  seriesId: number,
  range: { fromMs: number; toMs: number },
  limit: number,
  { signal, onPage }: { signal: AbortSignal; onPage: (count: number) => void },
): Promise<PointColumns> {
  const pages: PointColumns[] = [];
  let left = limit;
  let { toMs } = range;
  while (left > 0 && toMs >= range.fromMs) {
    signal.throwIfAborted();
    const wanted = Math.min(left, pagePoints);
    const page = await pointColumns(db, seriesId, { ...range, toMs }, wanted);
    pages.unshift(page);
    onPage(page.values.length);
    if (page.values.length < wanted) break;
    left -= wanted;
    // Event times are whole milliseconds.
    toMs = (page.tsMs[0] as number) - 1;
  }
  return { tsMs: concat(pages.map(({ tsMs }) => tsMs)), values: concat(pages.map(({ values }) => values)) };
}

async function choose(
  db: Database,
  series: MatchingSeries[],
  input: PreviewInput,
): Promise<{ chosen: { series: MatchingSeries; role: Shown['role'] }[]; measured: number }> {
  const byId = new Map(series.map((one) => [one.id, one]));
  if (input.series_ids)
    return { chosen: series.map((one) => ({ series: one, role: 'chosen' as const })), measured: 0 };
  const measured = evenly(
    series.filter(({ pointCount }) => pointCount > 0),
    maxMeasured,
  ).map(({ id }) => id);
  if (measured.length === 0) return { chosen: [], measured: 0 };
  const shifts = await recentShifts(db, measured);
  const shown = chooseShown(measured.map((id) => ({ id, shift: shifts.get(id) ?? 0 })));
  return {
    chosen: shown.map(({ id, role }) => ({ series: byId.get(id) as MatchingSeries, role })),
    measured: measured.length,
  };
}

/** Loads the reference for the simulations: the first points of the middle series, or those of a range. */
async function referenceOf(
  db: Database,
  shown: Shown[],
  { reference }: PreviewInput,
): Promise<{ series: MatchingSeries; points: PointColumns } | null> {
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

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

function notesOf(
  shown: Shown[],
  count: number,
  loaded: number,
  measured: number,
  asked: PreviewInput,
): string[] {
  const notes: string[] = [];
  if (count === 0) notes.push('No series match yet; the detector would wait for their first points.');
  else if (shown.length === 0) notes.push('None of the matching series has points.');
  if (measured > 0 && measured < count)
    notes.push(
      `Worst, median and calm were chosen from ${measured} of the ${plural(count, 'series', 'series')} that match.`,
    );
  if (loaded < count && !asked.series_ids)
    notes.push(`Only ${plural(loaded, 'series', 'series')} were examined.`);
  const cut = shown.filter((one) => one.values.length < one.series.pointCount);
  if (cut.length > 0)
    notes.push(
      `Tried on at most the newest ${plural(Math.max(...cut.map(({ values }) => values.length)), 'point', 'points')} of a series, without late ones.`,
    );
  return notes;
}

/**
 * Shows what a detector would do on a worst, a median and a calm one of the series that it would watch: when
 * it would have fired, which threshold meets a budget of false alarms, how soon it detects a shift, and
 * whether the reference is suitable. Writes nothing; reads at most `max_points` points plus the reference.
 *
 * @throws INVALID_INPUT like the detector itself; NOT_FOUND for an unknown `detector_id`
 */
export async function previewDetector(call: ServiceCall<PreviewCall>): Promise<Preview> {
  const { db, input } = withDefaults(call);
  const { signal, report = () => {} } = input;
  const asked = parseInput(previewInputSchema, input.body, 'the preview');
  const columns = { method: asked.method, params: asked.params, ...ruleColumns(asked) };
  const behaviour = createBehaviour(asked.method, asked.params);
  const detector: TriedDetector = { method: asked.method, params: behaviour.params, rules: rulesOf(columns) };
  const stored = asked.detector_id === undefined ? null : await loadDetector(db, asked.detector_id);
  const previous: TriedDetector | null = stored && {
    method: stored.method,
    params: createBehaviour(stored.method, stored.params).params,
    rules: rulesOf(stored),
  };
  const patterns = { modelPattern: asked.model_pattern, metricPattern: asked.metric_pattern };
  const all = await matchingSeries(db, patterns, null);
  const own = asked.series_ids ? (await matchingSeries(db, patterns, asked.series_ids)).series : all.series;
  const { chosen, measured } = await choose(db, own, asked);
  const perSeries = Math.floor(asked.max_points / Math.max(1, chosen.length));
  const range = { fromMs: asked.from ?? 0, toMs: asked.to ?? endOfTimeMs };
  let read = 0;
  const onPage = (count: number) => {
    read += count;
    report({ stage: 'points', done: Math.min(0.2, (0.2 * read) / asked.max_points) });
  };
  const shown: Shown[] = await Promise.all(
    chosen.map(async (one) => ({
      ...one,
      ...(await loadPoints(db, one.series.id, range, perSeries, { signal, onPage })),
    })),
  );
  const reference = await referenceOf(db, shown, asked);
  const referenceFrom = reference && timeAt(reference.points.tsMs, 0);
  const referenceTo = reference && timeAt(reference.points.tsMs, -1);
  const referenceCount = reference?.points.values.length ?? 0;
  const facts = shown.map(({ tsMs, values }) => ({
    from: timeAt(tsMs, 0),
    to: timeAt(tsMs, -1),
    point_count: values.length,
  }));
  const notes = notesOf(shown, all.count, all.series.length, measured, asked);
  const work: PreviewWork = {
    detector,
    previous,
    parts: asked.parts,
    buckets: asked.buckets,
    series: shown.map(({ series, tsMs, values }) => ({
      tsMs,
      values,
      direction: series.direction,
      timeZone: series.timeZone,
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
  const found = await previewInThread(work, signal, ({ stage, done }) =>
    report({ stage, done: 0.2 + 0.8 * done }),
  );
  const needed = behaviour.method.minSamples(behaviour.params);
  const isLearning = ({ pointCount }: MatchingSeries) => pointCount < needed;
  const series = shown.map(({ series: one, role }, at) => ({
    role,
    series_id: one.id,
    model_id: one.modelId,
    metric: one.metric,
    labels: one.labels,
    unit: one.unit,
    direction: one.direction,
    ...(facts[at] as (typeof facts)[number]),
    total_count: one.pointCount,
    sampled: (facts[at]?.point_count ?? 0) < one.pointCount,
    ...(found.series[at] as (typeof found.series)[number]),
  }));
  const sum = (count: (one: (typeof series)[number]) => number) =>
    series.reduce((total, one) => total + count(one), 0);
  return {
    matching: {
      series_count: all.count,
      learning_count: all.series.filter(isLearning).length,
      sampled_count: measured,
      series: all.series.slice(0, maxListedMatches).map((one) => ({
        series_id: one.id,
        model_id: one.modelId,
        metric: one.metric,
        labels: one.labels,
        learning: isLearning(one),
      })),
    },
    params: found.params as Preview['params'],
    calibration: found.calibration,
    calibration_note: found.calibration_note,
    power: found.power,
    quality: found.quality,
    reference:
      reference && referenceFrom && referenceTo
        ? {
            series_id: reference.series.id,
            from: referenceFrom,
            to: referenceTo,
            sample_count: referenceCount,
          }
        : null,
    series,
    incident_count: sum(({ backtest }) => backtest?.incident_count ?? 0),
    job_count: sum(({ backtest }) => backtest?.job_count ?? 0),
    previous_incident_count: previous ? sum((one) => one.previous?.incident_count ?? 0) : null,
    notes,
  };
}
