import { sampleModelId } from './sample-points';

/** A detector in the form of `POST /api/detectors`. */
export interface SampleDetector {
  name: string;
  model_pattern: string;
  metric_pattern: string;
  method: string;
  params: Record<string, unknown>;
  enabled: boolean;
}

const watched = { model_pattern: sampleModelId, method: 'cusum', enabled: true };

/** Two months of days as the reference, and the textbook slack of half a standard deviation. */
const learned = { reference_size: 60, slack: 0.5, direction: 'worse' };

/**
 * Each threshold is 2.5 times the maximum of the statistic in the calm year, rounded up to the next multiple
 * of five; the README beside this file shows the margins and the effect of other choices. The default of the
 * method assumes independent points; these days correlate for up to a week, and the log-loss is unbounded.
 * `positive_rate` is shown but not watched: the seasons move it as much as the market changes do.
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
