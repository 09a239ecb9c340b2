/**
 * Sums of the Gaussian kernel over the ordered pairs of different points inside each sample, and over all
 * pairs across.
 */
export interface KernelPairSums {
  withinFirst: number;
  across: number;
  withinSecond: number;
}

/**
 * Bandwidths, and frequencies in their reciprocals, beyond which the kernel is below 1e-16 and counts as 0.
 */
const reach = 8.6;

/**
 * The sums over all pairs of two samples, without visiting the pairs.
 *
 * How. Over distances d below half a period P the Gaussian is a short sum of cosines, exp(-d^2 / 2) = sum w_j
 * cos(2 pi j d / P), exact to 1e-16 once P leaves room for the reach of the kernel and the frequencies go up
 * to that reach. A sum of cosines over pairs is a product of two sums over points. The values are cut into
 * segments no longer than the reach, so that only neighbouring segments have pairs that count and P is at
 * most four times the reach, however far apart values lie.
 *
 * @param first, second in ascending order, `first` not empty, finite, at most 1e150 bandwidths in magnitude.
 * @param bandwidth above 0, in the unit of the values.
 *
 * Cost O(m + n), at most `maxTerms` multiplications of complex numbers per value, in scratch memory. Error
 * about 1e-15 per pair. All values equal: exact. References: Poisson's summation formula; the characteristic
 * functions of Gretton et al., JMLR 13 (2012), section 2.
 */
export function kernelPairSums(
  first: readonly number[],
  second: readonly number[],
  bandwidth: number,
): KernelPairSums {
  const m = first.length;
  const n = second.length;
  const lowest = Math.min(first[0] as number, second[0] ?? Number.POSITIVE_INFINITY);
  const highest = Math.max(first[m - 1] as number, second[n - 1] ?? Number.NEGATIVE_INFINITY);
  if (highest === lowest) return { withinFirst: m * (m - 1), across: m * n, withinSecond: n * (n - 1) };
  const range = Math.min((highest - lowest) / bandwidth, 3 * reach);
  const step = (2 * Math.PI) / (range + reach);
  const terms = Math.ceil(reach / step) + 1;
  const sums = { withinFirst: -m, across: 0, withinSecond: -n };
  let [here, before] = [stretches[0], stretches[1]];
  let start = Number.NEGATIVE_INFINITY;
  let hasBefore = false;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const earlier = start;
    start = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    clear(here, terms);
    i = addStretch(here.first, first, i, { start, bandwidth, step, terms });
    j = addStretch(here.second, second, j, { start, bandwidth, step, terms });
    addPairs(sums, here, here, 0, step, terms, 1);
    const gap = (start - earlier) / bandwidth;
    if (hasBefore && gap < 2 * reach) addPairs(sums, before, here, gap, step, terms, 2);
    [here, before] = [before, here];
    hasBefore = true;
  }
  return sums;
}

/** The largest number of frequencies, 0 included. */
export const maxTerms = Math.ceil((4 * reach * reach) / (2 * Math.PI)) + 1;

/** Sums over the points of a segment of cos and sin, by frequency: its characteristic function. */
interface Waves {
  cosines: Float64Array;
  sines: Float64Array;
}

interface Stretch {
  first: Waves;
  second: Waves;
}

const createWaves = (): Waves => ({
  cosines: new Float64Array(maxTerms),
  sines: new Float64Array(maxTerms),
});
/** Scratch space between calls. */
const stretches: [Stretch, Stretch] = [
  { first: createWaves(), second: createWaves() },
  { first: createWaves(), second: createWaves() },
];

function clear({ first, second }: Stretch, terms: number): void {
  for (const { cosines, sines } of [first, second]) {
    cosines.fill(0, 0, terms);
    sines.fill(0, 0, terms);
  }
}

/**
 * Adds the values from index `from` on that lie in the segment; returns the index of the first that does not.
 */
function addStretch(
  { cosines, sines }: Waves,
  values: readonly number[],
  from: number,
  { start, bandwidth, step, terms }: { start: number; bandwidth: number; step: number; terms: number },
): number {
  let index = from;
  for (; index < values.length; index += 1) {
    const place = ((values[index] as number) - start) / bandwidth;
    if (place > reach) break;
    const turnCosine = Math.cos(step * place);
    const turnSine = Math.sin(step * place);
    let cosine = 1;
    let sine = 0;
    for (let term = 0; term < terms; term += 1) {
      cosines[term] = (cosines[term] as number) + cosine;
      sines[term] = (sines[term] as number) + sine;
      const turned = cosine * turnCosine - sine * turnSine;
      sine = sine * turnCosine + cosine * turnSine;
      cosine = turned;
    }
  }
  return index;
}

/** Adds `times` the pairs of two segments whose starts lie `gap` bandwidths apart. */
function addPairs(
  sums: KernelPairSums,
  left: Stretch,
  right: Stretch,
  gap: number,
  step: number,
  terms: number,
  times: 1 | 2,
): void {
  const scale = step / Math.sqrt(2 * Math.PI);
  for (let term = 0; term < terms; term += 1) {
    const frequency = term * step;
    const weight = (term === 0 ? scale : 2 * scale * Math.exp((-frequency * frequency) / 2)) * times;
    const cosine = Math.cos(frequency * gap);
    const sine = Math.sin(frequency * gap);
    // Pairs of two segments count both ways, pairs inside one count once; the half makes both right for
    // `across`.
    const across =
      (product(left.first, right.second, term, cosine, sine) +
        product(left.second, right.first, term, cosine, sine)) /
      2;
    sums.withinFirst += weight * product(left.first, right.first, term, cosine, sine);
    sums.across += weight * across;
    sums.withinSecond += weight * product(left.second, right.second, term, cosine, sine);
  }
}

/** Sum over the pairs of both of cos(frequency (gap + right - left)). */
function product(left: Waves, right: Waves, term: number, cosine: number, sine: number): number {
  const leftCosine = left.cosines[term] as number;
  const leftSine = left.sines[term] as number;
  const rightCosine = right.cosines[term] as number;
  const rightSine = right.sines[term] as number;
  const even = leftCosine * rightCosine + leftSine * rightSine;
  const odd = leftCosine * rightSine - leftSine * rightCosine;
  return even * cosine - odd * sine;
}
