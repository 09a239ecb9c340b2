import {
  addToShiryaevRoberts,
  createShiryaevRoberts,
  type RateAlternatives,
  type ShiryaevRoberts,
} from '../../stats/shiryaev-roberts';
import { rateDifference } from './alarm-strength';
import { type RecentRing, valueBack } from './recent-ring';
import type { Sides } from './state';

/*
 * What `auto` looks for in a 0/1 series: odds that rise by 1.6 (a rate of 0.1 becomes 0.15) or threefold, or
 * that fall as much. It takes thousands of points to tell smaller changes of a rate from chance; larger ones
 * are found by the same two.
 *
 * If both sides are watched, the rarer outcome becoming more frequent has 95 % of the budget: it is the
 * error, whether errors are written as 1 or as 0.
 */
const factors = [1.6, 3];
const shares = [0.8, 0.2];
const rarerShare = 0.95;

function alternatives(up: number, down: number): RateAlternatives {
  const sides = [
    { weight: up, oddsFactors: factors },
    { weight: down, oddsFactors: factors.map((factor) => 1 / factor) },
  ].filter(({ weight }) => weight > 0);
  return {
    oddsFactors: sides.flatMap((side) => side.oddsFactors),
    weights: sides.flatMap((side) => shares.map((share) => share * side.weight)),
  };
}

const rises = alternatives(1, 0);
const falls = alternatives(0, 1);
const mostlyRises = alternatives(rarerShare, 1 - rarerShare);
const mostlyFalls = alternatives(1 - rarerShare, rarerShare);

/** The factors are the same whatever the rate, so a state can be continued when its rate passes one half. */
function alternativesOf(sides: Sides, logOdds: number): RateAlternatives {
  if (sides === 'up') return rises;
  if (sides === 'down') return falls;
  return logOdds <= 0 ? mostlyRises : mostlyFalls;
}

/**
 * A young segment may use less of the budget, since an alarm there is mostly the chance of its few points: 1
 * / (1 + 2000/n) after n points. A part of the whole is a reserve for what the model does not know.
 */
const youngPoints = 2000;
const reserve = 0.35;

/** Begins to watch after these outcomes; both 0 and 1 are among them. */
export function createRateWatch(sample: readonly number[], sides: Sides): ShiryaevRoberts {
  return createShiryaevRoberts(sample, alternativesOf(sides, 0));
}

/** What `judgeRate` found; one object, reused. */
export const rateFinding = { strength: 0, rises: false };

/**
 * Adds a value.
 * @returns minus the decimal logarithm of how often per point a calm series would look as changed.
 */
export function judgeRate(watch: ShiryaevRoberts, value: number, sides: Sides): typeof rateFinding {
  const { logOdds, rises: isRise } = addToShiryaevRoberts(
    watch,
    value >= 0.5 ? 1 : 0,
    alternativesOf(sides, watch.center),
  );
  rateFinding.strength = Math.max(0, logOdds - Math.log10((1 + youngPoints / watch.count) / (1 - reserve)));
  rateFinding.rises = isRise;
  return rateFinding;
}

/** How many of the last points have another rate: the most likely split of the series, within the ring. */
export function rateChangeLength({ count, ones }: ShiryaevRoberts, recent: RecentRing): number {
  const most = Math.min(recent.values.length, count - 1);
  let inside = 0;
  let best = -1;
  let bestLength = 1;
  for (let length = 1; length <= most; length += 1) {
    inside += valueBack(recent, length) >= 0.5 ? 1 : 0;
    const gain = rateDifference(inside, length, ones - inside, count - length);
    if (gain > best) {
      best = gain;
      bestLength = length;
    }
  }
  return bestLength;
}
