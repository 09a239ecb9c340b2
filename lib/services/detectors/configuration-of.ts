import type { Detector } from '../../schemas/detectors';

type Configuration = Pick<
  Detector,
  | 'name'
  | 'model_pattern'
  | 'metric_pattern'
  | 'method'
  | 'params'
  | 'min_change'
  | 'adopt'
  | 'adopt_after_days'
  | 'enabled'
  | 'mode'
>;

/** What a person chooses of a detector, for the audit trail. */
export function configurationOf(detector: Configuration): Configuration {
  const { name, model_pattern, metric_pattern, method, params, min_change, adopt } = detector;
  const { adopt_after_days, enabled, mode } = detector;
  return {
    name,
    model_pattern,
    metric_pattern,
    method,
    params,
    min_change,
    adopt,
    adopt_after_days,
    enabled,
    mode,
  };
}
