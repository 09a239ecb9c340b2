import type { MetricDirection } from '../detectors/types';
import type { SimulationStart } from './calibration';
import type { ValueBounds } from './reference-model';

/**
 * A lasting shift of the level: `sd` in standard deviations of the reference without its season, above 0 and
 * for the worse (a rise on a two-sided metric); `unit` in the metric's unit, below 0 for a drop.
 */
export type Shift = { sd: number } | { unit: number };

export interface PowerOptions {
  direction?: MetricDirection;
  /** IANA name of the time zone whose days the metric follows; UTC unless given. */
  timeZone?: string | null;
  bounds?: ValueBounds;
  seed?: number;
  /** Default `fresh`; see `SimulationStart`. */
  start?: SimulationStart;
  /** How many series are simulated for every shift; default 100. */
  runs?: number;
  /** How many points after the shift are waited for; default 2,000. */
  horizon?: number;
}

export interface ShiftPower {
  /** The shift in the metric's unit, signed, and its size in standard deviations. */
  readonly unit: number;
  readonly sd: number;
  /**
   * `seen`: in at least half of the runs. `seldom`: in fewer. `by_chance`: no more often or sooner than a
   * false alarm without any shift. `below_slack`: smaller than the slack of the method, so that no evidence
   * gathers. `never`: in no run.
   */
  readonly verdict: 'seen' | 'seldom' | 'by_chance' | 'below_slack' | 'never';
  readonly runs: number;
  readonly seen: number;
  /**
   * Points from the shift to the alarm, including that of the alarm; a run without an alarm counts as longer
   * than the horizon.
   */
  readonly medianPoints: number | null;
  readonly p90Points: number | null;
  /** Of the runs that saw it. */
  readonly meanPoints: number | null;
  readonly sentence: string;
}

export interface Power {
  readonly spacingMs: number;
  /** Standard deviation of the reference without its season, in the metric's unit. */
  readonly noise: number;
  readonly horizon: number;
  readonly shifts: readonly ShiftPower[];
}
