import { type ChartWeights, type Sides, windowSizes } from './window-bank';

/*
 * Who may use how much of the false-alarm budget. The rates of alarm-strength.ts hold for a known reference; the reserve
 * is for what a learned one gets wrong (edges, variance, autocorrelation, season).
 */
export interface WeightSet extends ChartWeights {
  /** Natural logarithm of the share of the stuck chart. */
  stuck: number;
}

/** Kept back from the charts. */
const reserve = 0.9;
const meanShare = 0.6;
const spreadShare = 0.2;
const tailShare = 0.1;
const stuckShare = 0.1;

const sizeSum = windowSizes.reduce((sum, size) => sum + size, 0);

/** Larger windows get more, in proportion: they see the weak changes, which need every bit of it. */
function logWeights(usable: number): number[] {
  return windowSizes.map((size) => Math.log((size * size * usable) / sizeSum));
}

function weightSet(up: number, down: number): WeightSet {
  return {
    up: logWeights(meanShare * up * (1 - reserve)),
    down: logWeights(meanShare * down * (1 - reserve)),
    spread: logWeights(spreadShare * (1 - reserve)),
    tail: logWeights(tailShare * (1 - reserve)),
    stuck: Math.log(stuckShare * (1 - reserve)),
  };
}

const realWeights = { up: weightSet(1, 1), down: weightSet(1, 1), both: weightSet(0.5, 0.5) };

/** The shares of a real-valued series; a side that is watched alone has the whole of its chart's. */
export function chartWeights(sides: Sides): WeightSet {
  return realWeights[sides];
}
