import { matchesPattern } from '@/lib/policy/matches-pattern';
import type { DetectorInput } from '@/lib/schemas/detectors';
import type { Model } from '@/lib/schemas/models';
import { type Budget, budgetMs } from './budget';
import type { PreviewRequest } from './queries';

/** How far back the preview looks. */
export type Reach = '30d' | '90d' | '1y' | 'all';

const dayMs = 86_400_000;

export const reaches: readonly { id: Reach; label: string; days: number | null }[] = [
  { id: '30d', label: '30 days', days: 30 },
  { id: '90d', label: '90 days', days: 90 },
  { id: '1y', label: 'a year', days: 365 },
  { id: 'all', label: 'all points', days: null },
];

export const isReach = (text: string | null): text is Reach => reaches.some(({ id }) => id === text);

/** Points that are read at most, over the series that are shown; more take seconds. */
const mostPoints = { short: 100_000, long: 1_000_000 };

/** The newest point of the models that match, in epoch milliseconds; null where there is none. */
export function newestPointMs(models: readonly Model[], modelPattern: string): number | null {
  let newest: number | null = null;
  for (const { id, last_ts } of models) {
    if (last_ts === null || !matchesPattern(modelPattern, id)) continue;
    newest = Math.max(newest ?? Number.NEGATIVE_INFINITY, Date.parse(last_ts));
  }
  return newest;
}

/** The first day that is shown; whole days, so that a new point is no new question. */
function fromOf(reach: Reach, newestMs: number | null): string | undefined {
  const days = reaches.find(({ id }) => id === reach)?.days;
  if (days == null || newestMs === null) return undefined;
  const fromMs = (Math.floor(newestMs / dayMs) - days) * dayMs;
  return new Date(Math.max(0, fromMs)).toISOString();
}

export interface PreviewAsk {
  input: DetectorInput;
  budget: Budget | null;
  /** The detector as it is stored, to be tried beside the change. */
  detectorId: string | undefined;
  reach: Reach;
  newestMs: number | null;
  /** What thresholds are worked out from, where the first points are not fit for it. */
  reference: { from: string; to: string } | null;
}

function shared({ input, reach, newestMs, reference }: PreviewAsk): PreviewRequest {
  const { model_pattern, metric_pattern, method, params, min_change, adopt, adopt_after_days } = input;
  const from = fromOf(reach, newestMs);
  return {
    model_pattern,
    metric_pattern,
    method,
    params,
    min_change,
    adopt,
    adopt_after_days,
    max_points: reach === '1y' || reach === 'all' ? mostPoints.long : mostPoints.short,
    ...(from !== undefined && { from }),
    ...(reference && { reference }),
  };
}

const every = (budget: Budget | null) =>
  budget === null ? {} : { false_alarm_every: { ms: budgetMs(budget) } };

/** Where it would have fired, with the threshold that keeps to the budget: the quick part. */
export function firedRequest(ask: PreviewAsk): PreviewRequest {
  return {
    ...shared(ask),
    parts: ['calibration', 'backtest'],
    ...every(ask.budget),
    ...(ask.detectorId !== undefined && { detector_id: ask.detectorId }),
  };
}

/**
 * How soon it finds a change, and whether the reference is fit; with the params that the quick part has
 * found.
 */
export function meaningRequest(
  ask: PreviewAsk,
  params: DetectorInput['params'],
  shifts: number[] | null,
): PreviewRequest {
  return { ...shared(ask), params, parts: ['power', 'quality'], ...(shifts && { shifts }) };
}

/** The threshold alone, for saving before the preview has come. */
export function calibrationRequest(ask: PreviewAsk): PreviewRequest {
  return { ...shared(ask), parts: ['calibration'], ...every(ask.budget), max_points: 10_000 };
}
