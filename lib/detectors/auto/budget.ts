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
/** A rate has no edges, spread or season to be learned wrong. */
const rateReserve = 0.25;
const meanShare = 0.6;
const spreadShare = 0.2;
const tailShare = 0.1;
const stuckShare = 0.1;
/** Of a 0/1 series a 1 is an error, as for all binary methods: rises get most of its budget. */
const riseShare = 0.8;

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

function binarySet(up: number, down: number): WeightSet {
  const all = weightSet(up, down);
  return { ...all, up: logWeights(up * (1 - rateReserve)), down: logWeights(down * (1 - rateReserve)) };
}

const realWeights = { up: weightSet(1, 1), down: weightSet(1, 1), both: weightSet(0.5, 0.5) };
const binaryWeights = {
  up: binarySet(1, 1),
  down: binarySet(1, 1),
  both: binarySet(riseShare, 1 - riseShare),
};

/** The shares of a series; a side that is watched alone has the whole of its chart's. */
export function chartWeights(isBinary: boolean, sides: Sides): WeightSet {
  return isBinary ? binaryWeights[sides] : realWeights[sides];
}
