import { hellingerTerm } from '../stats/share-distances';
import { type BinnedParams, binnedParams, defineBinnedMethod } from './binned-method';
import { rootReleaseRatio } from './hysteresis';

/**
 * Hellinger distance: the root of half the summed squared differences between the square roots of the two
 * windows' shares. 0 for equal shares, 1 for windows without a common bin. Bins and params: binned-method.ts.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the median of the largest statistic is 0.2725, the 98th percentile 0.3323 and the 99th
 * 0.3453, so the default threshold of 0.34 alarms in about 2 % of them or fewer. With an autocorrelation of
 * 0.5 the 98th percentile is 0.388 on one side, and 13 % of such streams (150 seeds, both sides) alarm at the
 * default: calibrate on them.
 */
export type HellingerParams = BinnedParams;

export const hellinger = defineBinnedMethod({
  method: 'hellinger',
  label: 'Hellinger distance',
  summary: 'Sees a changed distribution over the bins of the reference, on a scale from 0 to 1.',
  paper:
    'Hellinger, Neue Begruendung der Theorie quadratischer Formen, 1909; Ditzler and Polikar, Hellinger distance based drift detection, CIDUE 2011.',
  guide: {
    advice: { situation: 'known_name', place: 3, why: 'It lies between 0 and 1.' },
    calmAlarms: [0, 16],
  },
  paramsSchema: binnedParams(0.34),
  releaseRatio: rootReleaseRatio,
  term: hellingerTerm,
  distanceOf: Math.sqrt,
});
