import { populationStabilityTerm } from '../stats/share-distances';
import { type BinnedParams, binnedParams, defineBinnedMethod } from './binned-method';

/**
 * Population stability index: the sum over bins of (c - r) ln(c / r), with r and c the shares of the
 * reference and the current window in the bin. 0 for equal shares, unbounded, symmetric in the two windows.
 * Bins and params: binned-method.ts.
 *
 * Defaults: over calm streams of 1,000 independent standard normal points (300 seeds, both sides, reference
 * 200, window 50) the median of the largest statistic is 0.6207, the 98th percentile 0.9366 and the 99th
 * 1.012, so the default threshold of 0.95 alarms in about 2 % of them or fewer. With an autocorrelation of
 * 0.5 the 98th percentile is 1.276 on one side, and 16 % of such streams (150 seeds, both sides) alarm at the
 * default: calibrate on them.
 */
export type PsiParams = BinnedParams;

export const psi = defineBinnedMethod({
  method: 'psi',
  label: 'Population stability index',
  summary: 'Sees a share of the points moving between the bins of the reference.',
  paper: 'Siddiqi, Credit Risk Scorecards, 2006.',
  guide: {
    advice: {
      situation: 'known_name',
      place: 1,
      why: 'Bins of the reference and one number. The usual limits (0.1 and 0.25) belong to thousands of points: a window of 50 exceeds them by chance.',
    },
    calmAlarms: [0, 18.7],
  },
  paramsSchema: binnedParams(0.95),
  // Between a half and the quarter of a square: its noise adds up over the bins.
  releaseRatio: 0.4,
  term: populationStabilityTerm,
});
