import type { ChartWeights } from './judge-chart';
import { windowSizes } from './score-chart';
import type { Sides } from './state';

/*
 * How the false-alarm budget is shared. The rates of alarm-strength.ts hold for a known memory; the reserve
 * is for the errors of a learned one.
 */
export interface WeightSet {
  location: ChartWeights;
  spread: ChartWeights;
  season: ChartWeights;
  /** Natural logarithm of the share of the stuck chart. */
  stuck: number;
}

/** Not given to the charts. */
const reserve = 0.7;
const locationShare = 0.55;
const spreadShare = 0.3;
const seasonShare = 0.05;
const stuckShare = 0.1;

const rootSum = windowSizes.reduce((sum, size) => sum + Math.sqrt(size), 0);

/** Larger windows get more: they see the weak changes, which need every bit of it. */
function logWeights(usable: number): number[] {
  return windowSizes.map((size) => Math.log((size * Math.sqrt(size) * usable) / rootSum));
}

const usable = 1 - reserve;

function weightSet(up: number, down: number): WeightSet {
  return {
    location: {
      up: logWeights(locationShare * up * usable),
      down: logWeights(locationShare * down * usable),
    },
    spread: { up: logWeights(0.5 * spreadShare * usable), down: logWeights(0.5 * spreadShare * usable) },
    season: { up: logWeights(0.5 * seasonShare * usable), down: logWeights(0.5 * seasonShare * usable) },
    stuck: Math.log(stuckShare * usable),
  };
}

const weights = { up: weightSet(1, 0), down: weightSet(0, 1), both: weightSet(0.5, 0.5) };

/** The shares of a real-valued series; a side that is watched alone has its chart's whole share. */
export function chartWeights(sides: Sides): WeightSet {
  return weights[sides];
}
