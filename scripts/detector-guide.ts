/*
 * What docs/detectors.md says beside the registry: reasoned advice, and the params all methods share with the reasons where one
 * lacks them. The contract tests hold the second against the registry.
 */

export interface Advice {
  situation: string;
  methods: string[];
  why: string;
}

/** Which method for which situation, and why; the first fitting row is the one to take. */
export const advice: Advice[] = [
  {
    situation: 'You have many metrics and no wish to set anything',
    methods: ['auto'],
    why: 'It learns level, noise, season and autocorrelation from the series, takes one number (how many points per false alarm), and finds mean, spread, tail, rate and stuck values.',
  },
  {
    situation: 'Short-lived odd behaviour matters too: spikes, dips, flat lines, bursts, unusual hours',
    methods: ['anomaly'],
    why: 'It has one scale on every metric and takes one number: how many points of a calm series go by for one false alarm. Gross events are told each time they come, small ones until they are a habit.',
  },
  {
    situation: 'There is a limit written in a contract or agreed with the business',
    methods: ['static_threshold'],
    why: 'The limit is the truth; a learned level would follow a metric that slowly gets worse.',
  },
  {
    situation: 'An accuracy, loss or latency with a known good period, where small lasting drops matter',
    methods: ['cusum', 'ewma'],
    why: 'They add up many small deviations and measure against the good period for good; `cusum` is the fastest for a shift of about twice its slack, `ewma` is easier to read on a chart.',
  },
  {
    situation: 'The level itself may move slowly and only faster change counts',
    methods: ['page_hinkley', 'geometric_moving_average'],
    why: 'They compare with the mean of everything since the last change instead of a fixed good period.',
  },
  {
    situation: 'A single bad value has to be seen at once',
    methods: ['z_score', 'mean_delta', 'rate_of_change'],
    why: '`z_score` against the first points; `mean_delta` against the last few, with the limit in the unit of the metric; `rate_of_change` where the jump and not the level counts.',
  },
  {
    situation: 'Right or wrong, point by point: a stream of 0 and 1',
    methods: ['ecdd_wt', 'stepd', 'hddm_a'],
    why: '`ecdd_wt` and `stepd` have the best balance of our benchmark; `hddm_a` has a proven bound on false alarms and is slower to see small rises, `hddm_w` the same for the newest errors; `ddm`, `rddm` and `eddm` are there to compare with the literature.',
  },
  {
    situation: 'You cannot say how long a change lasts or how large it is',
    methods: ['adwin', 'bocpd'],
    why: '`adwin` watches windows of every length with few false alarms, and is late; `bocpd` is sooner and tells when the change was, but wants the noise to be known.',
  },
  {
    situation: 'The distribution may change while the mean stays: scores, features, latencies with a tail',
    methods: ['anderson_darling', 'ks', 'kswin'],
    why: '`anderson_darling` weighs the tails; `ks` is by far the cheapest over long references; `kswin` needs no reference, since it compares with what came just before.',
  },
  {
    situation: 'The values scatter more than they should, at the same level',
    methods: ['levene'],
    why: 'It is the only one that is blind to the level by intent, and robust to heavy tails.',
  },
  {
    situation: 'Skewed or heavy-tailed values, and only a shift matters',
    methods: ['mann_whitney', 'welch'],
    why: 'Ranks do not care for outliers and lose little power on normal values, for which `welch` is the sharpest.',
  },
  {
    situation: 'The size of the change matters, not only that there is one',
    methods: ['wasserstein', 'energy'],
    why: 'They grow with the distance; `wasserstein` reads as "values moved by so much", with `scale` raw in the unit of the metric.',
  },
  {
    situation: 'A report your organisation already knows by its name',
    methods: ['psi', 'jensen_shannon', 'hellinger'],
    why: 'Bins of the reference and one number. The folk limits (0.1 and 0.25 for PSI) belong to thousands of points: a window of 50 exceeds them by chance.',
  },
  {
    situation: 'An unusual shape of the distribution that none of the above shows',
    methods: ['mmd', 'cramer_von_mises'],
    why: '`mmd` sees any difference on the scale of its bandwidth, at the highest cost; `cramer_von_mises` is a cheap middle way with more power than `ks` for broad gaps.',
  },
];

/**
 * Percent of 150 seeded calm streams of 1,000 normal points with an alarm at the defaults, both sides watched: independent
 * points, and ones with an autocorrelation of 0.5. From benchmarks/calm-alarms.ts; a test measures some again.
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

/** Advice that holds whatever is taken. */
export const remarks = [
  'Neighbouring points that are alike (autocorrelation) make every method alarm more often, since a slow wave looks like a change. The table below says how much; raise the threshold, best by calibration on a calm stretch of your own data.',
  'A metric with a daily or weekly pattern wants `season`, and a reference that covers the pattern at least twice.',
  'Defaults are set for values that are independent and near normal. The table below has what was measured on calm streams of 1,000 points, independent and with an autocorrelation of 0.5, both sides watched: the percentage that had an alarm. Methods for errors have theirs in their files, since it depends on the error rate.',
  'Gaps and equal times are nothing special to any method: they count points, not minutes.',
];

/** Params that every method has, but for the reasons below. */
export const commonParams = [
  { name: 'direction', meaning: 'worse only, by the direction of the metric, or both' },
  { name: 'warning_ratio', meaning: 'from which share of the threshold on to warn' },
  { name: 'scale', meaning: 'in standard deviations of the reference, or in the unit of the metric' },
  { name: 'season', meaning: 'a pattern by the hour that is ordinary and taken out' },
  { name: 'outlier_limit', meaning: 'how much one wild value may count' },
];

const binary = ['ddm', 'eddm', 'rddm', 'hddm_a', 'hddm_w', 'stepd', 'ecdd_wt'];
const errorsWhy = 'Errors are 0 and 1 on every metric: there is no unit to standardise and no wild value.';
const limitsWhy =
  'Its limits are given in the unit of the metric and hold as they are: nothing is learned from a reference.';
const singleWhy = 'A single far value is what it is there to see.';
const ranksWhy = 'Only the order of the values counts, which no unit and no wild value changes.';
const autoWhy = 'It finds this out from the series itself.';
const bothSidesWhy = 'Odd behaviour is odd to either side.';
const originalWhy =
  'It keeps the plain arithmetic of a moving mean: a jump to either side by more than the threshold, and no level between.';
const limitsBothWhy = 'It has a lower and an upper limit, and a margin in the unit of the metric to warn in.';

/** Which methods lack which of them, and why. */
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
