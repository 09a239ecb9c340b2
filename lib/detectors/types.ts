import type { z } from 'zod';
import type { MethodGuide } from './method-guide';

/**
 * What a detector run says about a point; the worst is the last. With too few points it is
 * `insufficient_data`, never `stable`. A series without a level that could be judged, such as a random walk,
 * is `unstable`.
 */
export const levels = ['insufficient_data', 'stable', 'unstable', 'warning', 'drift'] as const;
export type Level = (typeof levels)[number];

/** Which way a metric is better; decides which changes are for the worse. */
export const metricDirections = ['higher_is_better', 'lower_is_better', 'two_sided'] as const;
export type MetricDirection = (typeof metricDirections)[number];

/**
 * `chart` compares with a learned level, `window` a reference window with a current window, `adaptive` finds
 * its own cut, `binary` watches error streams of 0 and 1, `rule` has fixed limits.
 */
export type MethodKind = 'chart' | 'window' | 'adaptive' | 'binary' | 'rule';

/** What a method may know about the metric it watches, beside its params. */
export interface MetricTraits {
  direction: MetricDirection;
  /** IANA name of the time zone whose days and weeks the metric follows; absent if unknown. */
  timeZone?: string | null;
}

/** How far a run that cannot judge yet has come, in points. `needed` may change while it learns. */
export interface LearningProgress {
  seen: number;
  needed: number;
}

/** What a method says about one point. */
export interface Reading {
  /** The method's statistic after this point; `null` while there is too little data for one. */
  statistic: number | null;
  /**
   * What the statistic of this point was compared with; drift is exactly `statistic > threshold`. During a
   * drift a method with hysteresis compares with a lower threshold, and a drift that continues whatever the
   * statistic is has a threshold below it. `null` while there is no statistic.
   */
  threshold: number | null;
  level: Level;
  /**
   * How far the value (or the current mean) lies from what is ordinary, in the metric's unit, signed where
   * the sign has a meaning.
   */
  delta: number | null;
  /** Set while the level is `insufficient_data`. */
  learning?: LearningProgress;
}

/** A part of the series by event time, in epoch milliseconds, both ends included. */
export interface WindowSpan {
  fromMs: number;
  toMs: number;
  /**
   * Mean of the values inside, in the metric's unit. Of a change of a metric with a season: what the mean would
   * be if the span had as much of each hour as the reference.
   */
  mean: number;
  /** Standard deviation of the values around a season that the method knows, in the metric's unit. */
  sd?: number;
  sampleCount: number;
}

/** The ordinary values of a metric, in its unit; `null` on a side that has no limit. */
export interface Band {
  lower: number | null;
  upper: number | null;
}

/**
 * What is compared with what, for the chart and the evidence. A `rule` has a band and no reference; before a
 * method has learned anything all three are `null`.
 */
export interface DetectorWindows {
  reference: WindowSpan | null;
  band: Band | null;
  current: WindowSpan | null;
}

/** Plain JSON, mutated in place, bounded, and bit-identical after `JSON.parse(JSON.stringify(state))`. */
export type DetectorState = { [key: string]: JsonValue };
/** Checked params of a method, as its schema returns them: flat, with snake_case names as in the API. */
export type ParamValues = { [name: string]: string | number | boolean | null };
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** What a method says about itself in its own file; the frames add the rest of `DetectorMethod`. */
export type MethodDescription<Params extends ParamValues> = Pick<
  DetectorMethod<Params>,
  'method' | 'label' | 'summary' | 'sees' | 'misses' | 'cost' | 'paper' | 'guide' | 'version' | 'paramsSchema'
>;

/** Elementary operations that one update may cost at the largest params: about a millisecond. */
export const maxUpdateCost = 400_000;

/**
 * One detection method. A new one is its file, its test and a line in `registry.ts`; forms, validation, API
 * docs, the guide, contract tests and benchmarks read the registry.
 */
export interface DetectorMethod<
  Params extends ParamValues = ParamValues,
  State extends DetectorState = DetectorState,
> {
  /** Stable id, snake_case; stored with every detector. */
  method: string;
  label: string;
  /** One line: what it sees. */
  summary: string;
  kind: MethodKind;
  /**
   * For docs/detectors.md: the changes it finds, those it does not, time and space, and its source.
   * Sentences.
   */
  sees: string;
  misses: string;
  cost: string;
  paper: string;
  guide: MethodGuide;
  /**
   * Raised whenever readings change for the same input, or the layout of the state changes; frozen into
   * evidence.
   */
  version: number;
  /**
   * Every field has a default, a range, and `meta({ title, description, unit })`; strict. The form is made
   * from it. Parse with `parseParams`, which words the errors.
   */
  paramsSchema: z.ZodType<Params>;
  /**
   * The param that calibration solves for: a higher value makes alarms rarer. `null` if a person has to know
   * it.
   */
  calibratedParam: string | null;
  /**
   * Where the statistic stops growing, in multiples of the threshold of an alarm; absent if it does not stop.
   */
  statisticCap?: number;
  /**
   * The most elementary operations of one update, averaged over a window of points: executed steps of its
   * loops and branches. At most linear in the points that the params make it look at, and `maxUpdateCost` at
   * the largest params. Work on many points is sliced by it.
   */
  updateCost(params: Params): number;
  /** The number of the first point, counted from 1, whose level is not `insufficient_data`. */
  minSamples(params: Params): number;
  /**
   * A state before the first point. It holds what it needs of the params, so that it can be continued alone.
   */
  init(params: Params, traits: MetricTraits): State;
  /**
   * Takes one point and changes `state`.
   * @param value finite.
   * @param tsMs epoch milliseconds; never decreases.
   */
  update(state: State, value: number, tsMs: number): Reading;
  windows(state: State): DetectorWindows;
  /**
   * Time of the first point of the present change, as the method estimates it, or `null` if it sees none (its
   * level is neither `warning` nor `drift`).
   */
  onsetMs(state: State): number | null;
}
