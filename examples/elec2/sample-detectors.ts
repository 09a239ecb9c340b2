import { sampleModelId } from './sample-points';

/** A detector as `POST /api/detectors` takes it. */
export interface SampleDetector {
  name: string;
  model_pattern: string;
  metric_pattern: string;
  method: string;
  params: Record<string, unknown>;
  enabled: boolean;
}

const watched = { model_pattern: sampleModelId, method: 'cusum', enabled: true };

/** Two months of days as the reference, and the textbook's slack of half a standard deviation. */
const learned = { reference_size: 60, slack: 0.5, direction: 'worse' };

/**
 * Each threshold is two and a half times what the statistic reached in the calm year, rounded up to the next five; the
 * README beside this file has the margins and what other choices give. The method's default is for independent points;
 * these days resemble each other up to a week apart, and the log-loss has no ceiling. `positive_rate` is shown and not
 * watched: the seasons move it as much as the joined markets do.
 */
export const sampleDetectors: readonly SampleDetector[] = [
  {
    ...watched,
    name: 'Electricity sample: accuracy falls',
    metric_pattern: 'accuracy',
    params: { ...learned, threshold: 20 },
  },
  {
    ...watched,
    name: 'Electricity sample: log-loss rises',
    metric_pattern: 'log_loss',
    params: { ...learned, threshold: 40 },
  },
];
