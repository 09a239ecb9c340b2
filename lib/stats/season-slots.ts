import { momentsMean, momentsStandardDeviation, type RunningMoments } from './running-moments';

/** What is ordinary in each slot of a season, relative to a level of 0 and a noise of 1. */
export interface SlotEffects {
  /** How far the slot lies above the overall mean, in overall standard deviations. */
  offsets: number[];
  /** Standard deviation of a new value of the slot around mean and offset, in overall standard deviations. */
  noises: number[];
}

/** With fewer points than this beyond one for each slot, the noise inside the slots is a guess. */
const minSpareCount = 8;
/** Noise inside the slots below this share of the whole is rounding: the pattern is exact. */
const roundingShare = 1e-9;

/**
 * The pattern of a season from the moments of its slots: an analysis of variance with random slot effects.
 *
 * Plain slot means would add noise where there is no season, and would trust a slot seen once as much as one
 * seen a hundred times. So the variance between slots is estimated beside the variance inside them, and each
 * mean is shrunk towards the overall one by `n between / (n between + inside)`: hardly at all in a clear
 * season, completely where the slots differ by no more than chance. The noise of a slot is that of a NEW
 * value in it, so it includes the uncertainty of the slot's mean. A slot that was never seen has offset 0 and
 * the noise of inside and between together.
 *
 * @param slots moments of the values of each slot, in any order; empty ones are allowed.
 * @param overall moments of all the values.
 * @returns `null` if no season can be found: fewer than two slots seen, a constant, fewer than 8 points more
 *   than slots seen, or no more variance between slots than by chance. The caller then continues without a
 *   season.
 *
 * Everything is in units of the overall standard deviation, so huge values do not overflow. Cost O(slots),
 * once. Reference: Searle, Casella, McCulloch, "Variance Components" (1992), the ANOVA estimator for
 * unbalanced data.
 */
export function slotEffects(slots: readonly RunningMoments[], overall: RunningMoments): SlotEffects | null {
  const spread = momentsStandardDeviation(overall);
  const seen = slots.filter(({ count }) => count > 0);
  const spareCount = overall.count - seen.length;
  if (spread === 0 || seen.length < 2 || spareCount < minSpareCount) return null;
  const mean = momentsMean(overall);
  // Halved first, so that the distance of two huge values of opposite signs is still finite.
  const distanceOf = (slot: RunningMoments) => (momentsMean(slot) / 2 - mean / 2) / (spread / 2);
  let squaresInside = 0;
  let squaresBetween = 0;
  let squaredCounts = 0;
  for (const slot of seen) {
    squaresInside += (slot.count - 1) * (momentsStandardDeviation(slot) / spread) ** 2;
    squaresBetween += slot.count * distanceOf(slot) ** 2;
    squaredCounts += slot.count ** 2;
  }
  const measured = squaresInside / spareCount;
  const inside = measured < roundingShare ** 2 ? 0 : measured;
  const typicalCount = (overall.count - squaredCounts / overall.count) / (seen.length - 1);
  const between = (squaresBetween / (seen.length - 1) - inside) / typicalCount;
  if (!(between > 0)) return null;
  return {
    offsets: slots.map((slot) => {
      if (slot.count === 0) return 0;
      return (distanceOf(slot) * slot.count * between) / (slot.count * between + inside);
    }),
    noises: slots.map(({ count }) => {
      const unknown = count === 0 ? between : (between * inside) / (count * between + inside);
      return Math.sqrt(inside + unknown);
    }),
  };
}
