import type { RateChange } from '../../stats/rate-change';
import { learnEdges, scoreCode } from './normal-scores';
import { startRateWatch } from './rate-watch';
import { addToReference, freshBank, refreshBank, type Sides, type WindowBank } from './window-bank';

/** What a stretch between two changes has taught: how to score a value, and what compares scores. */
export type Regime = {
  /** Quantiles of the values learned; empty for a 0/1 series, which has no scores. */
  edges: number[];
  /** Of a real-valued series, and `null` until one is learned. */
  bank: WindowBank | null;
  /** Of a 0/1 series. */
  rates: RateChange | null;
  /** Standard deviation of the values learned. */
  spread: number;
};

export function emptyRegime(): Regime {
  return { edges: [], bank: null, rates: null, spread: 0 };
}

/** Arithmetic mean of the values from one index up to before another. */
export function meanOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += values[index] as number;
  return sum / (to - from);
}

/** Standard deviation (n) of all values around a mean. */
export function spreadAround(values: readonly number[], mean: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Whether both halves of the sample have the same mean, as far as 3 standard errors can tell. */
export function isSettled(sample: readonly number[]): boolean {
  const half = sample.length >> 1;
  const first = meanOf(sample, 0, half);
  const second = meanOf(sample, half, sample.length);
  const within = spreadAround(sample, (first + second) / 2);
  return Math.abs(first - second) <= (3 * 2 * within) / Math.sqrt(sample.length);
}

/** A new regime that has learned the sample. */
export function learnRegime(sample: readonly number[]): Regime {
  const edges = learnEdges(sample);
  const bank = freshBank();
  for (const value of sample) addToReference(bank, scoreCode(edges, value));
  refreshBank(bank);
  return { edges, bank, rates: null, spread: spreadAround(sample, meanOf(sample, 0, sample.length)) };
}

/** A new regime that has learned a sample of 0 and 1, both of which occur. */
export function learnRates(sample: readonly number[], sides: Sides): Regime {
  const rate = meanOf(sample, 0, sample.length);
  const spread = Math.sqrt(rate * (1 - rate));
  return { edges: [], bank: null, rates: startRateWatch(sample, sides), spread };
}
