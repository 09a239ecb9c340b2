/*
 * The parts of docs/detectors.md that are not in the registry: advice with reasons, and the params that all
 * methods share, with the reasons why some methods lack them. The contract tests check the latter against the
 * registry.
 */

export interface Advice {
  situation: string;
  methods: string[];
  why: string;
}

/** Which method to use in which situation, and why; the first row that fits applies. */
export const advice: Advice[] = [
  {
    situation: 'You have many metrics and do not want to configure anything',
    methods: ['auto'],
    why: 'Learns level, noise, season and autocorrelation from the series, has one setting (points per false alarm), and detects changes of mean, spread, tail and rate as well as stuck values.',
  },
  {
    situation: 'Short-lived anomalies matter too: spikes, dips, flat lines, bursts, unusual hours',
    methods: ['anomaly'],
    why: 'Has one scale for every metric and one setting: how many points of a calm series pass per false alarm. Gross events are reported every time, small ones until they become a habit.',
  },
  {
    situation: 'There is a limit in a contract, or one agreed with the business',
    methods: ['static_threshold'],
    why: 'The limit is the truth; a learned level would follow a metric that slowly gets worse.',
  },
  {
    situation: 'An accuracy, loss or latency with a known good period, where small lasting drops matter',
    methods: ['cusum', 'ewma'],
    why: 'They accumulate small deviations and always compare with the good period; `cusum` is the fastest for a shift of about twice its slack, `ewma` is easier to read on a chart.',
  },
  {
    situation: 'The level itself may move slowly, and only faster changes count',
    methods: ['page_hinkley', 'geometric_moving_average'],
    why: 'They compare with the mean of everything since the last change instead of a fixed good period.',
  },
  {
    situation: 'A single bad value must be seen at once',
    methods: ['z_score', 'mean_delta', 'rate_of_change'],
    why: '`z_score` compares with the first points, `mean_delta` with the last few and with the limit in the unit of the metric; `rate_of_change` is for the jump rather than the level.',
  },
  {
    situation: 'Right or wrong, point by point: a stream of 0 and 1',
    methods: ['ecdd_wt', 'stepd', 'hddm_a'],
    why: '`ecdd_wt` and `stepd` have the best balance in our benchmark; `hddm_a` has a proven bound on false alarms and is slower to see small increases, `hddm_w` is the same for the newest errors; `ddm`, `rddm` and `eddm` are there for comparison with the literature.',
  },
  {
    situation: 'You cannot say how long a change lasts or how large it is',
    methods: ['adwin', 'bocpd'],
    why: '`adwin` watches windows of every length with few false alarms, but is late; `bocpd` is faster and says when the change was, but needs to know the noise.',
  },
  {
    situation: 'The distribution may change while the mean stays: scores, features, latencies with a tail',
    methods: ['anderson_darling', 'ks', 'kswin'],
    why: '`anderson_darling` weights the tails; `ks` is by far the cheapest for long references; `kswin` needs no reference, because it compares with the points just before.',
  },
  {
    situation: 'The values scatter more than they should, at the same level',
    methods: ['levene'],
    why: 'The only one that ignores the level on purpose; robust to heavy tails.',
  },
  {
    situation: 'Skewed or heavy-tailed values, and only a shift matters',
    methods: ['mann_whitney', 'welch'],
    why: 'Ranks are insensitive to outliers and lose little power on normal values, for which `welch` is the most powerful.',
  },
  {
    situation: 'The size of the change matters, not only its existence',
    methods: ['wasserstein', 'energy'],
    why: 'They grow with the distance; `wasserstein` reads as "values moved by this much", with `scale` raw in the unit of the metric.',
  },
  {
    situation: 'A report that your organisation already knows by name',
    methods: ['psi', 'jensen_shannon', 'hellinger'],
    why: 'Bins of the reference and a single number. The usual limits (0.1 and 0.25 for PSI) apply to thousands of points: a window of 50 exceeds them by chance.',
  },
  {
    situation: 'An unusual shape of the distribution that none of the above shows',
    methods: ['mmd', 'cramer_von_mises'],
    why: '`mmd` detects any difference on the scale of its bandwidth, at the highest cost; `cramer_von_mises` is a cheap compromise with more power than `ks` for broad differences.',
  },
];

/**
 * Percentage of 150 seeded calm streams of 1,000 normal points with an alarm at the defaults, watching both
 * directions: independent points, and points with an autocorrelation of 0.5. From benchmarks/calm-alarms.ts;
 * a test measures some of them again.
 */
export const calmAlarms: Record<string, [independent: number, correlated: number]> = {
  auto: [1.3, 0.7],
  anomaly: [5.3, 2],
  cusum: [2.7, 72],
  page_hinkley: [0.7, 72.7],
  geometric_moving_average: [0.7, 67.3],
  z_score: [1.3, 3.3],
  ewma: [0.7, 66],
  rate_of_change: [0.7, 6],
  adwin: [0, 51.3],
  kswin: [1.3, 59.3],
  bocpd: [1.3, 78],
  ks: [2, 54.7],
  psi: [0, 18.7],
  wasserstein: [0, 49.3],
  jensen_shannon: [0, 18],
  hellinger: [0, 16],
  cramer_von_mises: [0.7, 60],
  anderson_darling: [0, 60],
  mann_whitney: [0.7, 60.7],
  welch: [1.3, 64],
  levene: [0, 6],
  energy: [0, 56],
  mmd: [0, 34.7],
};

/** Advice that applies to every method. */
export const remarks = [
  'Autocorrelation, where neighbouring points resemble each other, makes every method alarm more often, because a slow wave looks like a change. The table below shows how much; raise the threshold, preferably by calibration on a calm part of your own data.',
  'A metric with a daily or weekly pattern needs `season`, and a reference that covers the pattern at least twice.',
  'Defaults are set for values that are independent and nearly normal. The table below shows the percentage of calm streams of 1,000 points that had an alarm, independent and with an autocorrelation of 0.5, watching both directions. The figures of the methods for errors are in their files, because they depend on the error rate.',
  'Gaps and equal times need no special care: methods count points, not minutes.',
];

/** Params of every method, except for the reasons below. */
export const commonParams = [
  { name: 'direction', meaning: 'worse only, by the direction of the metric, or both' },
  { name: 'warning_ratio', meaning: 'the share of the threshold from which to warn' },
  { name: 'scale', meaning: 'in standard deviations of the reference, or in the unit of the metric' },
  { name: 'season', meaning: 'an hourly pattern that is normal and removed' },
  { name: 'outlier_limit', meaning: 'how much a single outlier may count' },
];

const binary = ['ddm', 'eddm', 'rddm', 'hddm_a', 'hddm_w', 'stepd', 'ecdd_wt'];
const errorsWhy =
  'Errors are 0 and 1 on every metric: there is no unit to standardise and there are no outliers.';
const limitsWhy = 'Its limits are in the unit of the metric and fixed: nothing is learned from a reference.';
const singleWhy = 'A single extreme value is what it has to detect.';
const ranksWhy = 'Only the order of the values counts, which neither units nor outliers change.';
const autoWhy = 'It learns this from the series.';
const bothSidesWhy = 'Anomalies count in both directions.';
const originalWhy =
  'It keeps the plain arithmetic of a moving mean: a jump by more than the threshold in either direction, with no warning in between.';
const limitsBothWhy =
  'It has a lower and an upper limit, and a margin for warnings in the unit of the metric.';

/** Which methods lack which of these params, and why. */
export const withoutParam: { param: string; methods: string[]; why: string }[] = [
  { param: 'scale', methods: binary, why: errorsWhy },
  { param: 'outlier_limit', methods: binary, why: errorsWhy },
  { param: 'scale', methods: ['kswin'], why: ranksWhy },
  { param: 'outlier_limit', methods: ['kswin'], why: ranksWhy },
  { param: 'outlier_limit', methods: ['z_score', 'rate_of_change'], why: singleWhy },
  ...['scale', 'season', 'outlier_limit'].map((param) => ({
    param,
    methods: ['auto', 'anomaly'],
    why: autoWhy,
  })),
  ...['scale', 'season', 'outlier_limit'].map((param) => ({
    param,
    methods: ['static_threshold', 'mean_delta'],
    why: limitsWhy,
  })),
  { param: 'direction', methods: ['anomaly'], why: bothSidesWhy },
  ...['direction', 'warning_ratio'].map((param) => ({ param, methods: ['mean_delta'], why: originalWhy })),
  ...['direction', 'warning_ratio'].map((param) => ({
    param,
    methods: ['static_threshold'],
    why: limitsBothWhy,
  })),
];
