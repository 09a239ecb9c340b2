/**
 * The Anderson-Darling statistic of k samples (Scholz and Stephens, midrank form), normalised: how far the
 * distribution functions of the samples differ, weighted so that differences in the tails count as much as
 * those in the middle. Without a change it is about 0 with a standard deviation of 1; for two samples 1.96 is
 * the 95th and 3.75 the 99th percentile.
 *
 * @param samples each in ascending order, none empty.
 * @returns `null` when all values of all samples are equal, or when there are fewer than 4.
 *
 * One walk over the pooled values, O(k N), without sorting. The ranks of the whole pool enter the denominator
 * of every term, so one more or one fewer value changes all of them: no faster update is known. References:
 * Scholz and Stephens, "K-sample Anderson-Darling tests", J. American Statistical Association 82 (1987).
 */
export function andersonDarling(samples: readonly (readonly number[])[]): number | null {
  const raw = andersonSum(samples, 'midrank');
  return raw === null
    ? null
    : (raw - (samples.length - 1)) / andersonSpread(samples.map(({ length }) => length));
}

/** The statistic before it is normalised; with `andersonSpread` kept, this is all that one point costs. */
export function andersonDarlingSum(samples: readonly (readonly number[])[]): number | null {
  return andersonSum(samples, 'midrank');
}

/**
 * The same with right-continuous ranks instead of midranks; without ties it equals the midrank form up to
 * small terms.
 */
export function andersonDarlingRight(samples: readonly (readonly number[])[]): number | null {
  const raw = andersonSum(samples, 'right');
  return raw === null
    ? null
    : (raw - (samples.length - 1)) / andersonSpread(samples.map(({ length }) => length));
}

function andersonSum(samples: readonly (readonly number[])[], ranks: 'midrank' | 'right'): number | null {
  let total = 0;
  for (const sample of samples) total += sample.length;
  if (total < 4) return null;
  const places = samples.map(() => 0);
  const midrank = ranks === 'midrank';
  let below = 0;
  let sum = 0;
  let first = true;
  while (below < total) {
    let value = Number.POSITIVE_INFINITY;
    for (let k = 0; k < samples.length; k += 1) {
      const candidate = (samples[k] as readonly number[])[places[k] as number];
      if (candidate !== undefined && candidate < value) value = candidate;
    }
    let equal = 0;
    let inner = 0;
    for (let k = 0; k < samples.length; k += 1) {
      const sample = samples[k] as readonly number[];
      const before = places[k] as number;
      let after = before;
      while (after < sample.length && (sample[after] as number) === value) after += 1;
      places[k] = after;
      equal += after - before;
    }
    if (first && equal === total) return null;
    first = false;
    const pooled = midrank ? below + equal / 2 : below + equal;
    const denominator = pooled * (total - pooled) - (midrank ? (total * equal) / 4 : 0);
    if (denominator > 0) {
      for (let k = 0; k < samples.length; k += 1) {
        const sample = samples[k] as readonly number[];
        const after = places[k] as number;
        let own = after;
        if (midrank) {
          let before = after;
          while (before > 0 && (sample[before - 1] as number) === value) before -= 1;
          own = (before + after) / 2;
        }
        const gap = total * own - pooled * sample.length;
        inner += (gap * gap) / sample.length;
      }
      sum += ((equal / total) * inner) / denominator;
    }
    below += equal;
  }
  return midrank ? (sum * (total - 1)) / total : sum;
}

/**
 * `andersonDarlingSum` of two samples, equal to the last digit, without the lists and searches that any
 * number of samples needs: this runs at every point.
 */
export function andersonDarlingPair(left: readonly number[], right: readonly number[]): number | null {
  const leftCount = left.length;
  const rightCount = right.length;
  const total = leftCount + rightCount;
  if (total < 4) return null;
  let leftAt = 0;
  let rightAt = 0;
  let sum = 0;
  while (leftAt + rightAt < total) {
    const leftBefore = leftAt;
    const rightBefore = rightAt;
    const next =
      rightAt === rightCount || (leftAt < leftCount && (left[leftAt] as number) <= (right[rightAt] as number))
        ? (left[leftAt] as number)
        : (right[rightAt] as number);
    while (leftAt < leftCount && (left[leftAt] as number) === next) leftAt += 1;
    while (rightAt < rightCount && (right[rightAt] as number) === next) rightAt += 1;
    const below = leftBefore + rightBefore;
    const equal = leftAt + rightAt - below;
    if (equal === total) return null;
    const pooled = below + equal / 2;
    const denominator = pooled * (total - pooled) - (total * equal) / 4;
    if (denominator <= 0) continue;
    const leftGap = (total * (leftBefore + leftAt)) / 2 - pooled * leftCount;
    const rightGap = (total * (rightBefore + rightAt)) / 2 - pooled * rightCount;
    const inner = (leftGap * leftGap) / leftCount + (rightGap * rightGap) / rightCount;
    sum += ((equal / total) * inner) / denominator;
  }
  return (sum * (total - 1)) / total;
}

/**
 * Standard deviation of the sum without a change; it depends on the sample sizes only. The caller caches it
 * where that matters.
 */
export function andersonSpread(sampleCounts: readonly number[]): number {
  const k = sampleCounts.length;
  let total = 0;
  let reciprocals = 0;
  for (const count of sampleCounts) {
    total += count;
    reciprocals += 1 / count;
  }
  let harmonic = 0;
  for (let index = total - 1; index >= 1; index -= 1) harmonic += 1 / index;
  let g = 0;
  let tail = 0;
  for (let step = 2; step <= total - 1; step += 1) {
    tail += 1 / (total - step + 1);
    g += tail / step;
  }
  const h = harmonic;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * reciprocals;
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * reciprocals + 4 * h;
  const d = (2 * h + 6) * k ** 2 - 4 * h * k;
  const variance =
    (a * total ** 3 + b * total ** 2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3));
  return Math.sqrt(variance);
}
