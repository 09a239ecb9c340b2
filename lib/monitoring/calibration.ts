import type { MetricDirection, ParamValues } from '../detectors/types';
import type { ValueBounds } from './reference-model';

/** How rare false alarms should be: one per this many points, or per this much time. */
export type FalseAlarmEvery = number | { points: number } | { ms: number };

/**
 * `fresh`: each simulated series is a new one, and the method learns from its first points. `continued`: all
 * continue where the reference ends, so that what the method has learned from it, good or bad, is included.
 */
export type SimulationStart = 'fresh' | 'continued';

export interface CalibrationOptions {
  falseAlarmEvery: FalseAlarmEvery;
  /** Default `fresh`. */
  start?: SimulationStart;
  /** Which way the metric is better; `two_sided` unless given. */
  direction?: MetricDirection;
  /** IANA name of the time zone whose days the metric follows; UTC unless given. */
  timeZone?: string | null;
  bounds?: ValueBounds;
  seed?: number;
  /** Most points that are simulated at a time; default 1,000,000. */
  maxPoints?: number;
}

/** Points between false alarms as simulated; `null` without an alarm, or where the interval has no end. */
export interface AchievedInterval {
  points: number | null;
  lower: number;
  upper: number | null;
  alarms: number;
}

export interface Calibration {
  readonly method: string;
  /** The param that was solved for, and its value. */
  readonly param: string;
  readonly value: number;
  /** All params, including the solved one. */
  readonly params: ParamValues;
  /**
   * `reached`; `always_rarer`: alarms are this frequent at no threshold, and the value is the one with the
   * most; `always_more`: even the largest threshold has more; `constant`: a reference without noise has no
   * false alarms to count.
   */
  readonly outcome: 'reached' | 'always_rarer' | 'always_more' | 'constant';
  readonly wantedPoints: number;
  readonly achieved: AchievedInterval;
  /** Points simulated with the final params, on series other than those it was solved on. */
  readonly simulatedPoints: number;
  readonly spacingMs: number;
  readonly sentence: string;
}
