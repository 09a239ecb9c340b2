import { parseParams } from '@/lib/detectors/parse-params';
import { getMethod } from '@/lib/detectors/registry';
import type {
  DetectorMethod,
  DetectorState,
  MetricDirection,
  ParamValues,
  Reading,
} from '@/lib/detectors/types';
import { adaptiveCases } from './adaptive-cases';
import { binaryCases } from './binary-cases';

/** What the contract requires of one method, in addition to the requirements for all. */
export interface MethodCase {
  method: string;
  /** Whether the method takes errors; its streams are then those of `errorOf`. */
  binary?: boolean;
  /** Distance between points, a minute by default; a day for a method that would wait for a day to pass. */
  stepMs?: number;
  /** Params for a series of standard normal noise; small where a default would make the test slow. */
  params: ParamValues;
  /** Maximum number of points of a series until the state has its full size. */
  pointsToFullState: number;
  /** Maximum number of characters of the state as JSON. */
  stateCharacters: number;
  /** Constant series that must stay calm, and the params for them. */
  constants: { params: ParamValues; values: number[] };
  /**
   * The rise in standard deviations that must be detected, the maximum delay in points, and the share of
   * streams; for a method of the spread, the factor by which the spread grows.
   */
  shift: { size: number; within: number; share: number; ofSpread?: boolean };
  /** Maximum distance of the onset from the true start, 5 points by default. */
  onsetWithin?: number;
  /** Maximum share of calm streams of 1,000 points with an alarm. */
  falseAlarmShare: number;
  /** A param out of its range, and what the error must say. */
  bad: { params: Record<string, unknown>; message: RegExp };
}

const anyConstant = [0, 0.1, 1, -3.7, 1e15 + 0.3, 1e-12, 1e308, -Number.MAX_VALUE];

/** A method of two-window.ts, with small windows for speed and a threshold for them. */
function windowCase(method: string, params: ParamValues): MethodCase {
  return {
    method,
    params: { reference_size: 40, window: 20, ...params },
    pointsToFullState: 80,
    stateCharacters: 14_000,
    constants: { params: {}, values: anyConstant },
    shift: { size: 3, within: 30, share: 0.98 },
    falseAlarmShare: 0.2,
    bad: { params: { window: 4 }, message: /window must be a whole number between 5 and 10000, got 4/ },
  };
}

export const methodCases: MethodCase[] = [
  {
    method: 'auto',
    stepMs: 86_400_000,
    params: { reference_size: 40 },
    pointsToFullState: 1500,
    stateCharacters: 65_536,
    constants: { params: { reference_size: 40 }, values: anyConstant },
    shift: { size: 3, within: 40, share: 0.95 },
    falseAlarmShare: 0.1,
    bad: {
      params: { reference_size: 1 },
      message: /reference_size must be a whole number between 16 and 1000, got 1/,
    },
  },
  {
    method: 'anomaly',
    params: { learning_points: 40, false_alarm_every: 5000 },
    pointsToFullState: 12_000,
    stateCharacters: 131_072,
    constants: { params: {}, values: anyConstant },
    shift: { size: 15, within: 5, share: 0.9 },
    falseAlarmShare: 0.1,
    bad: {
      params: { learning_points: 39 },
      message: /learning_points must be a whole number between 40 and 10000, got 39/,
    },
  },
  {
    method: 'cusum',
    params: { reference_size: 30, threshold: 20 },
    pointsToFullState: 60,
    stateCharacters: 1400,
    constants: { params: {}, values: anyConstant },
    shift: { size: 2, within: 40, share: 0.98 },
    falseAlarmShare: 0.08,
    bad: {
      params: { reference_size: 1 },
      message: /reference_size must be a whole number between 2 and 100000, got 1/,
    },
  },
  {
    method: 'z_score',
    params: { reference_size: 30 },
    pointsToFullState: 60,
    stateCharacters: 1300,
    constants: { params: {}, values: anyConstant },
    shift: { size: 6, within: 10, share: 0.98 },
    falseAlarmShare: 0.05,
    bad: { params: { threshold: 0 }, message: /threshold must be above 0 and at most 1000000, got 0/ },
  },
  {
    method: 'ewma',
    params: { reference_size: 30 },
    pointsToFullState: 60,
    stateCharacters: 1400,
    constants: { params: {}, values: anyConstant },
    shift: { size: 3, within: 30, share: 0.98 },
    falseAlarmShare: 0.08,
    bad: { params: { weight: 0 }, message: /weight must be between 0.001 and 1, got 0/ },
  },
  {
    method: 'page_hinkley',
    params: { reference_size: 30, threshold: 14 },
    pointsToFullState: 60,
    stateCharacters: 2000,
    constants: { params: {}, values: anyConstant },
    shift: { size: 2, within: 40, share: 0.98 },
    falseAlarmShare: 0.05,
    bad: { params: { slack: -1 }, message: /slack must be between 0 and 100, got -1/ },
  },
  {
    method: 'geometric_moving_average',
    params: { reference_size: 40, threshold: 0.8 },
    pointsToFullState: 80,
    stateCharacters: 2000,
    constants: { params: {}, values: anyConstant },
    shift: { size: 2, within: 30, share: 0.98 },
    falseAlarmShare: 0.05,
    bad: { params: { fading: 1 }, message: /fading must be .*0.99999, got 1/ },
  },
  {
    method: 'rate_of_change',
    params: { reference_size: 30, lag: 5, window: 5 },
    pointsToFullState: 60,
    stateCharacters: 1700,
    constants: { params: {}, values: anyConstant },
    shift: { size: 7, within: 10, share: 0.98 },
    falseAlarmShare: 0.08,
    bad: { params: { lag: 0 }, message: /lag must be a whole number between 1 and 10000, got 0/ },
  },
  {
    method: 'mean_delta',
    // Far outside the noise: the largest of 1,000 normal points is about 3.2 from the mean.
    params: { threshold: 4.5, window: 10 },
    pointsToFullState: 10,
    stateCharacters: 500,
    constants: { params: {}, values: anyConstant },
    shift: { size: 8, within: 3, share: 0.98 },
    falseAlarmShare: 0.05,
    bad: { params: { window: 1 }, message: /window must be a whole number between 2 and 10000, got 1/ },
  },
  {
    method: 'static_threshold',
    params: { lower: -5, upper: 5 },
    pointsToFullState: 2,
    stateCharacters: 300,
    // A rule does not know the series: a constant outside the limits is a drift by design, so only constants
    // inside apply.
    constants: { params: { lower: -3.7, upper: 1e15 }, values: [0, 0.1, 1, -3.7, 1e-12, 1e15] },
    shift: { size: 8, within: 3, share: 0.98 },
    falseAlarmShare: 0.01,
    bad: { params: { upper: 1e16 }, message: /upper must be between -1000000000000000 and 1000000000000000/ },
  },
  ...binaryCases,
  ...adaptiveCases,
  windowCase('ks', { threshold: 2.2 }),
  windowCase('psi', { threshold: 2 }),
  windowCase('wasserstein', { threshold: 1.3 }),
  windowCase('jensen_shannon', { threshold: 0.5 }),
  windowCase('hellinger', { threshold: 0.5 }),
  windowCase('cramer_von_mises', { threshold: 2 }),
  windowCase('anderson_darling', { threshold: 12 }),
  windowCase('mann_whitney', { threshold: 3.9 }),
  windowCase('welch', { threshold: 5 }),
  {
    ...windowCase('levene', { threshold: 4.4 }),
    shift: { size: 6, within: 30, share: 0.98, ofSpread: true },
    onsetWithin: 8,
  },
  windowCase('energy', { threshold: 1 }),
  {
    ...windowCase('mmd', { threshold: 0.4 }),
    bad: { params: { window: 4 }, message: /window must be a whole number between 5 and 2000, got 4/ },
  },
];

/** A method with checked params, ready to judge one series. */
export interface Subject {
  method: DetectorMethod;
  params: ParamValues;
  stepMs: number;
  start(direction?: MetricDirection): DetectorState;
}

export function subject(methodId: string, input: ParamValues): Subject {
  const method = getMethod(methodId);
  const params = parseParams(methodId, input);
  const stepMs = methodCases.find((single) => single.method === methodId)?.stepMs ?? 60_000;
  return { method, params, stepMs, start: (direction = 'two_sided') => method.init(params, { direction }) };
}

/** Returns the readings of the values, from point number `from` on. */
export function readAll(
  { method, stepMs }: Subject,
  state: DetectorState,
  values: number[],
  from = 0,
): Reading[] {
  return values.map((value, index) => method.update(state, value, (from + index) * stepMs));
}
