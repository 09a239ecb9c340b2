import { jensenShannonTerm } from '../stats/share-distances';
import { type BinnedParams, binnedParams, defineBinnedMethod } from './binned-method';
import { rootReleaseRatio } from './hysteresis';

/**
 * Jensen-Shannon distance: the root of the mean relative entropy of both windows' shares against their
 * average, in nats. 0 for equal shares, at most sqrt(ln 2) = 0.833. Empty bins weigh little, so it is calmer
 * than PSI. Bins and params: binned-method.ts.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the median of the largest statistic is 0.2676, the 98th percentile 0.3239 and the 99th
 * 0.3366, so the default threshold of 0.33 alarms in about 2 % of them or fewer. With an autocorrelation of
 * 0.5 the 98th percentile is 0.3781 on one side, and 15 % of such streams (150 seeds, both sides) alarm at
 * the default: calibrate on them.
 */
export type JensenShannonParams = BinnedParams;

export const jensenShannon = defineBinnedMethod({
  method: 'jensen_shannon',
  label: 'Jensen-Shannon distance',
  summary: 'Sees a changed distribution over the bins of the reference, on a scale from 0 to 0.83.',
  paper: 'Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Information Theory 37 (1991).',
  guide: {
    advice: { situation: 'known_name', place: 2, why: 'It is bounded, and empty bins weigh little.' },
    calmAlarms: [0, 18],
  },
  paramsSchema: binnedParams(0.33),
  releaseRatio: rootReleaseRatio,
  term: jensenShannonTerm,
  distanceOf: Math.sqrt,
});
