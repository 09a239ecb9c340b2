/** When a method is the one to take; docs/detectors.md lists the situations in this order. */
export const situations = {
  nothing_to_set: 'You have many metrics and do not want to set anything',
  odd_behaviour: 'Short-lived odd behaviour matters too: spikes, dips, flat lines, bursts, unusual hours',
  agreed_limit: 'A limit is written in a contract or agreed with the business',
  known_good_period:
    'An accuracy, loss or latency with a known good period, where small lasting drops matter',
  moving_level: 'The level may move slowly, and only faster change counts',
  single_value: 'A single bad value has to be seen at once',
  errors: 'Right or wrong, point by point: a stream of 0 and 1',
  unknown_change: 'You cannot say how long a change lasts or how large it is',
  same_mean: 'The distribution may change while the mean stays: scores, features, latencies with a tail',
  spread: 'The values scatter more than they should, at the same level',
  heavy_tails: 'Skewed or heavy-tailed values, and only a shift matters',
  size_of_change: 'The size of the change matters, not only that there is one',
  known_name: 'A report that your organisation already knows by its name',
  unusual_shape: 'An unusual shape of the distribution that none of the above shows',
} as const;
export type Situation = keyof typeof situations;

/** Params that every method has, unless its guide says why it lacks one. */
export const commonParams = {
  direction: 'only changes for the worse (by the direction of the metric), or both sides',
  warning_ratio: 'the share of the threshold from which to warn',
  scale: 'in standard deviations of the reference, or in the unit of the metric',
  season: 'a pattern by the hour that is ordinary and taken out',
  outlier_limit: 'how much one outlier may count',
} as const;
export type CommonParam = keyof typeof commonParams;

/** What docs/detectors.md says about a method beside its params. */
export interface MethodGuide {
  /**
   * The situation in which to take the method, its place among the methods for that situation (1 is the first
   * choice), and why.
   */
  readonly advice: { readonly situation: Situation; readonly place: number; readonly why: string };
  /**
   * Percent of 150 seeded calm streams of 1,000 normal points that have an alarm at the default params, both
   * sides watched: independent points, and points with an autocorrelation of 0.5. From
   * benchmarks/calm-alarms.ts; a test measures some of them again. Absent where it depends on the error rate,
   * or where there are no defaults for noise.
   */
  readonly calmAlarms?: readonly [independent: number, autocorrelated: number];
  /** Why the method lacks a common param. */
  readonly lacks?: Readonly<Partial<Record<CommonParam, string>>>;
}
