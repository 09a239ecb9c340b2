import {
  addToOverdispersion,
  createOverdispersion,
  type Overdispersion,
  overdispersionFactor,
} from './overdispersion';

/**
 * The odds that the rate of a 0/1 series has changed, compared with a rate that is known only from the series
 * itself.
 *
 * What it measures. With a known rate the Shiryaev-Roberts procedure is optimal: for every possible start of
 * a change, how much better a changed rate explains the outcomes since then, summed over all starts. In a
 * calm series that sum grows by 1 per point on average, so it passes A no more often than every A points,
 * whatever the rate. Here the rate is not known; the sum is kept for 13 rates around the estimate and for
 * each alternative, and averaged by how well each rate explains the whole series. That is the exact Bayesian
 * answer (flat in log odds), so a rate learned from few points makes no more false alarms than one learned
 * from many, and nothing is lost to windows of the wrong length.
 *
 * Alternatives are factors on the odds of a 1, each with its weight; weights should sum to at most 1. A
 * change between two alternatives is found by the nearer one with little loss.
 *
 * Dependence. Overdispersed outcomes (overdispersion.ts) count for less: likelihoods are raised to the power
 * 1 / factor.
 *
 * Input: outcomes 0 or 1. The estimate needs both, so `createShiryaevRoberts` gets at least one of each.
 * Cost: O(1), about 13 multiplications per alternative and point; now and then the 13 rates are moved closer
 * together. State: about 130 numbers with 3 alternatives.
 *
 * References: Roberts, "A comparison of some control chart procedures", Technometrics 8 (1966); Pollak,
 * "Average run lengths of an optimal method of detecting a change in distribution", Annals of Statistics 15
 * (1987), for mixtures; Shiryaev, Theory of Probability and its Applications 8 (1963). They know the rate
 * before the change.
 */
export type ShiryaevRoberts = {
  count: number;
  ones: number;
  overdispersion: Overdispersion;
  /** The overdispersion by which likelihoods are tempered, at least 1. */
  factor: number;
  /**
   * Log odds of the middle rate, distance between neighbours, and the number of points when these were
   * chosen.
   */
  center: number;
  spacing: number;
  plannedAt: number;
  /** How well each rate explains the series, relative; what a 1 and what a 0 multiply that by. */
  weights: number[];
  byOne: number[];
  byZero: number[];
  /**
   * For every alternative and rate: the sum, and the likelihood ratio of a 0. That of a 1 is larger by the
   * odds factor.
   */
  sums: number[];
  ratios: number[];
};

/** What a change may be: factors on the odds of a 1, and their weights. */
export interface RateAlternatives {
  oddsFactors: readonly number[];
  weights: readonly number[];
}

const rates = 13;
const middle = (rates - 1) / 2;
/** Distance of neighbouring rates in standard errors of the log odds, when chosen. */
const plannedSpacing = 0.6;
/**
 * The rates are chosen again when the series has grown by this factor, or its rate has moved this many
 * distances.
 */
const growth = 2.5;
const farOff = 2.5;
const refreshEvery = 64;
const maxSum = 1e200;

const logOddsOf = ({ count, ones }: ShiryaevRoberts) => Math.log((ones + 0.5) / (count - ones + 0.5));

function plan(state: ShiryaevRoberts): void {
  const { count, ones, factor } = state;
  state.center = logOddsOf(state);
  state.spacing = plannedSpacing * Math.sqrt(factor * (1 / (ones + 0.5) + 1 / (count - ones + 0.5)));
  state.plannedAt = count;
}

/** Everything that follows from the rates, the factor and the counts. */
function tabulate(state: ShiryaevRoberts, { oddsFactors }: RateAlternatives): void {
  const { count, ones, factor, center, spacing, weights, byOne, byZero, ratios } = state;
  const middleFit = (ones * center - count * Math.log1p(Math.exp(center))) / factor;
  for (let at = 0; at < rates; at += 1) {
    const logOdds = center + (at - middle) * spacing;
    const odds = Math.exp(logOdds);
    const logZero = -Math.log1p(odds);
    byZero[at] = Math.exp(logZero / factor);
    byOne[at] = Math.exp((logOdds + logZero) / factor);
    weights[at] = Math.exp((ones * logOdds + count * logZero) / factor - middleFit);
    for (let alternative = 0; alternative < oddsFactors.length; alternative += 1) {
      const changed = (1 + (oddsFactors[alternative] as number) * odds) / (1 + odds);
      ratios[alternative * rates + at] = changed ** (-1 / factor);
    }
  }
}

/** The sums at new rates, interpolated from those at the old ones in the logarithm. */
function carryOver(
  state: ShiryaevRoberts,
  oldCenter: number,
  oldSpacing: number,
  alternatives: number,
): void {
  const { sums, center, spacing } = state;
  const old = sums.map((sum) => Math.log(sum + 1e-300));
  for (let at = 0; at < rates; at += 1) {
    const position = (center + (at - middle) * spacing - oldCenter) / oldSpacing + middle;
    const below = Math.min(Math.max(Math.floor(position), 0), rates - 2);
    const share = Math.min(Math.max(position - below, 0), 1);
    for (let alternative = 0; alternative < alternatives; alternative += 1) {
      const base = alternative * rates + below;
      sums[alternative * rates + at] = Math.exp(
        (1 - share) * (old[base] as number) + share * (old[base + 1] as number),
      );
    }
  }
}

/** Begins to watch a series after these outcomes, in order; both a 0 and a 1 are among them. */
export function createShiryaevRoberts(
  outcomes: readonly number[],
  alternatives: RateAlternatives,
): ShiryaevRoberts {
  const overdispersion = createOverdispersion();
  let ones = 0;
  for (let index = 0; index < outcomes.length; index += 1) {
    ones += outcomes[index] as number;
    addToOverdispersion(overdispersion, outcomes[index] as number, index + 1);
  }
  const count = outcomes.length;
  const cells = new Array<number>(rates * alternatives.oddsFactors.length).fill(0);
  const zeros = new Array<number>(rates).fill(0);
  const state: ShiryaevRoberts = {
    count,
    ones,
    overdispersion,
    factor: overdispersionFactor(overdispersion, ones / count),
    center: 0,
    spacing: 0,
    plannedAt: 0,
    weights: zeros,
    byOne: [...zeros],
    byZero: [...zeros],
    sums: cells,
    ratios: [...cells],
  };
  plan(state);
  tabulate(state, alternatives);
  return state;
}

function refresh(state: ShiryaevRoberts, alternatives: RateAlternatives): void {
  const { center, spacing, count, plannedAt } = state;
  state.factor = overdispersionFactor(state.overdispersion, state.ones / count);
  if (count > growth * plannedAt || Math.abs(logOddsOf(state) - center) > farOff * spacing) {
    plan(state);
    carryOver(state, center, spacing, alternatives.oddsFactors.length);
  }
  tabulate(state, alternatives);
}

/** What `addToShiryaevRoberts` found; one object, reused, so that a point costs no allocation. */
const rateFinding = { logOdds: 0, rises: false };

/**
 * Adds an outcome.
 * @param alternatives those that the state was created with.
 * @returns the decimal logarithm of the summed odds: a calm series reaches 4 about once in 10,000 points at
 *   most.
 */
export function addToShiryaevRoberts(
  state: ShiryaevRoberts,
  outcome: 0 | 1,
  alternatives: RateAlternatives,
): typeof rateFinding {
  state.count += 1;
  state.ones += outcome;
  addToOverdispersion(state.overdispersion, outcome, state.count);
  if (state.count % refreshEvery === 0) refresh(state, alternatives);
  const { weights, sums, ratios, factor } = state;
  const by = outcome === 1 ? state.byOne : state.byZero;
  let total = 0;
  for (let at = 0; at < rates; at += 1) total += weights[at] = (weights[at] as number) * (by[at] as number);
  for (let at = 0; at < rates; at += 1) weights[at] = (weights[at] as number) / total;
  let rises = 0;
  let falls = 0;
  for (let alternative = 0; alternative < alternatives.weights.length; alternative += 1) {
    const oddsFactor = alternatives.oddsFactors[alternative] as number;
    const gain = outcome === 1 ? oddsFactor ** (1 / factor) : 1;
    const base = alternative * rates;
    let average = 0;
    for (let at = 0; at < rates; at += 1) {
      const sum = Math.min((1 + (sums[base + at] as number)) * (ratios[base + at] as number) * gain, maxSum);
      sums[base + at] = sum;
      average += (weights[at] as number) * sum;
    }
    const part = (alternatives.weights[alternative] as number) * average;
    if (oddsFactor > 1) rises += part;
    else falls += part;
  }
  rateFinding.logOdds = Math.log10(rises + falls);
  rateFinding.rises = rises > falls;
  return rateFinding;
}
