import type { Metric } from '../schemas/metrics';

/** A name does not reveal a time zone. */
type MetricDefaults = Omit<Metric, 'name' | 'time_zone'>;

const ratio = { unit: '1', lower_bound: 0, upper_bound: 1 };
const higherRatio: MetricDefaults = { ...ratio, direction: 'higher_is_better' };
const lowerRatio: MetricDefaults = { ...ratio, direction: 'lower_is_better' };
const lowerError: MetricDefaults = {
  unit: null,
  direction: 'lower_is_better',
  lower_bound: 0,
  upper_bound: null,
};
const latency: MetricDefaults = {
  unit: 'ms',
  direction: 'lower_is_better',
  lower_bound: 0,
  upper_bound: null,
};

/**
 * The most common metric names, matched as a whole; names with a prefix such as `val_` are left to the user.
 */
const known = new Map<string, MetricDefaults>([
  ...[
    'accuracy',
    'balanced_accuracy',
    'precision',
    'recall',
    'f1',
    'f1_score',
    'auc',
    'auc_roc',
    'roc_auc',
    'auc_pr',
  ].map((name) => [name, higherRatio] as const),
  ...['error_rate', 'null_rate', 'missing_rate', 'calibration_ece', 'brier_score', 'false_positive_rate'].map(
    (name) => [name, lowerRatio] as const,
  ),
  ['positive_rate', { ...ratio, direction: 'two_sided' }],
  ...['log_loss', 'rmse', 'mae', 'mse', 'mape', 'psi'].map((name) => [name, lowerError] as const),
  ['r2', { unit: '1', direction: 'higher_is_better', lower_bound: null, upper_bound: 1 }],
  ['throughput_rps', { unit: '1/s', direction: 'higher_is_better', lower_bound: 0, upper_bound: null }],
]);

/**
 * Returns the defaults of a metric that appears for the first time; users can change them. An unknown name is
 * watched in both directions.
 */
export function defaultsOfMetric(name: string): MetricDefaults {
  const found = known.get(name.toLowerCase());
  if (found) return found;
  if (/^latency(_p\d+)?(_ms)?$/i.test(name)) return latency;
  return { unit: null, direction: 'two_sided', lower_bound: null, upper_bound: null };
}
