/** Alarms at a threshold, wanted and found. */
export interface Solution {
  threshold: number;
  alarms: number;
  /** On which side the wanted count lies if no threshold gives it. */
  outcome: 'found' | 'too_many' | 'too_few';
}

export interface ThresholdQuestion {
  /** Wanted number of alarms, above 0. */
  wanted: number;
  /** The smallest and the largest value that the param may have. */
  least: number;
  largest: number;
  /** Largest statistic that occurs; 0 if the method never has one. */
  highest: number;
  /** A cheap count that may be wrong, and the true one. */
  guess(threshold: number): number;
  count(threshold: number): number;
}

/** Ratio of neighbouring thresholds in the first scan. */
const step = 0.93;
/** This close to the wanted count is enough: the count itself is known less exactly. */
const closeEnough = 0.08;
const maxCounts = 12;

/**
 * The largest threshold with the wanted number of alarms.
 *
 * The number of alarms is not monotone in the threshold: where it is far too low, the method never leaves
 * drift and has few alarms again. So the guess is followed from the highest statistic downwards to the first
 * threshold with enough alarms. The true count then corrects it, and the guess says how far to go (common
 * random numbers: both use the same series). About 4 true counts.
 */
export function solveThreshold(asked: ThresholdQuestion): Solution {
  const question = { ...asked, guess: remembered(asked.guess) };
  const { wanted, least, largest, highest, count } = question;
  if (!(highest > 0)) return { threshold: least, alarms: 0, outcome: 'too_few' };
  let threshold = clamp(scanDown(question, wanted), least, largest);
  let tooLow = 0;
  let tooHigh = Number.POSITIVE_INFINITY;
  let best = { threshold, alarms: 0, miss: Number.POSITIVE_INFINITY };
  for (let round = 0; round < maxCounts; round += 1) {
    const alarms = count(threshold);
    const miss = Math.log((alarms + 0.25) / (wanted + 0.25));
    if (Math.abs(miss) < Math.abs(best.miss)) best = { threshold, alarms, miss };
    if (Math.abs(miss) < closeEnough) break;
    if (miss > 0) tooLow = Math.max(tooLow, threshold);
    else tooHigh = Math.min(tooHigh, threshold);
    if (tooHigh / tooLow < 1 + 1e-4) break;
    const next = clamp(nextThreshold(question, threshold, miss, tooLow, tooHigh), least, largest);
    if (next === threshold) break;
    threshold = next;
  }
  const outcome = Math.abs(best.miss) < Math.log(1.5) ? 'found' : best.miss > 0 ? 'too_many' : 'too_few';
  return { threshold: best.threshold, alarms: best.alarms, outcome };
}

/** Every scan begins with the same thresholds. */
function remembered(guess: (threshold: number) => number): (threshold: number) => number {
  const known = new Map<number, number>();
  return (threshold) => {
    const found = known.get(threshold) ?? guess(threshold);
    known.set(threshold, found);
    return found;
  };
}

function clamp(value: number, least: number, largest: number): number {
  return Math.min(Math.max(value, least), largest);
}

/**
 * The first threshold from the highest statistic down with enough alarms by the guess, or the one with the
 * most.
 */
function scanDown({ highest, guess }: ThresholdQuestion, wanted: number): number {
  let above = highest;
  let most = { threshold: highest, alarms: 0 };
  for (let threshold = highest * step; threshold > highest * 1e-6; threshold *= step) {
    const alarms = guess(threshold);
    if (alarms > most.alarms) most = { threshold, alarms };
    if (alarms >= wanted) return bisect(guess, wanted, threshold, above);
    above = threshold;
  }
  return most.threshold;
}

function bisect(guess: (threshold: number) => number, wanted: number, low: number, high: number): number {
  let below = low;
  let above = high;
  for (let round = 0; round < 12; round += 1) {
    const middle = (below + above) / 2;
    if (guess(middle) >= wanted) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

/** As far as the guess says, within the known bounds; half way where it says nothing new. */
function nextThreshold(
  question: ThresholdQuestion,
  threshold: number,
  miss: number,
  tooLow: number,
  tooHigh: number,
): number {
  const adjusted = Math.max(0.5, question.guess(threshold) * Math.exp(-miss));
  let next = scanDown(question, adjusted);
  if (next === threshold || (miss > 0 ? next < threshold : next > threshold))
    next = threshold * (miss > 0 ? 1.1 : 0.9);
  if (next > tooLow && next < tooHigh) return next;
  if (tooLow > 0 && tooHigh < Number.POSITIVE_INFINITY) return Math.sqrt(tooLow * tooHigh);
  return tooLow > 0 ? tooLow * 1.25 : tooHigh * 0.8;
}
