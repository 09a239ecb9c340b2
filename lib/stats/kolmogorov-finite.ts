/**
 * P(D_n > x) of the two-sided one-sample Kolmogorov statistic for `sampleCount` = n points, not in the limit
 * but for that n.
 *
 * The choice of formulas follows Simard and L'Ecuyer, as in SciPy's `kstwo`; each is exact or accurate to
 * about ten digits in its own region: closed forms at both ends; twice the one-sided distribution where two
 * crossings at once cannot happen or hardly ever do; the matrix of Durbin, Marsaglia, Tsang and Wang around
 * the middle for small n; the Pelz-Good expansion for large n. Where SciPy uses Pomeranz' recursion for n <=
 * 140, the matrix is exact as well and needs no second algorithm.
 *
 * Cost: below a microsecond at the ends, up to some milliseconds for the matrix. Never called per point.
 * References: Simard and L'Ecuyer, "Computing the two-sided Kolmogorov-Smirnov distribution", J. Stat.
 * Software 39 (2011); Marsaglia, Tsang and Wang, J. Stat. Software 8 (2003); Pelz and Good, J. Royal Stat.
 * Society B 38 (1976).
 */
export function finiteKolmogorovSurvival(x: number, sampleCount: number): number {
  const n = sampleCount;
  const scaled = n * x;
  if (scaled <= 0.5) return 1;
  if (x >= 1) return 0;
  if (scaled <= 1) {
    let lower = 1;
    for (let index = 1; index <= n; index += 1) lower *= (index / n) * (2 * scaled - 1);
    return 1 - lower;
  }
  if (scaled >= n - 1) return 2 * (1 - x) ** n;
  const energy = scaled * x;
  const oneSided = x >= 0.5 || energy > (n <= 140 ? 4 : 2.2);
  if (oneSided) return Math.min(1, 2 * smirnovSurvival(x, n));
  const byMatrix = n <= 140 || n * x ** 1.5 <= 1.4;
  return Math.min(Math.max(1 - (byMatrix ? durbinMatrix(x, n) : pelzGood(x, n)), 0), 1);
}

/**
 * P(D+ > x) of the one-sided statistic: the Birnbaum-Tingey sum. Every term is positive; the binomials are
 * computed by sums of logarithms, so nothing overflows. Cost O(n).
 */
export function smirnovSurvival(x: number, n: number): number {
  const last = Math.floor(n * (1 - x));
  let logBinomial = 0;
  let sum = 0;
  for (let index = 0; index <= last; index += 1) {
    const rise = x + index / n;
    const rest = 1 - rise;
    // 0 ** 0 is 1: the last term, whose rest is 0, counts only when its power is 0.
    const logRest = rest > 0 ? (n - index) * Math.log(rest) : index === n ? 0 : Number.NEGATIVE_INFINITY;
    sum += Math.exp(logBinomial + logRest + (index - 1) * Math.log(rise));
    logBinomial += Math.log((n - index) / (index + 1));
  }
  return Math.min(1, x * sum);
}

/** P(D_n < x): n!/n^n times the middle entry of the n-th power of a (2k - 1) square matrix, k = ceil(n x). */
function durbinMatrix(x: number, n: number): number {
  const k = Math.ceil(n * x);
  const size = 2 * k - 1;
  const overhang = k - n * x;
  let base = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1)
      base[row * size + column] = row - column + 1 >= 0 ? 1 : 0;
  }
  const subtract = (row: number, column: number, amount: number) => {
    base[row * size + column] = (base[row * size + column] as number) - amount;
  };
  for (let index = 0; index < size; index += 1) {
    subtract(index, 0, overhang ** (index + 1));
    subtract(size - 1, index, overhang ** (size - index));
  }
  if (2 * overhang > 1) subtract(size - 1, 0, -((2 * overhang - 1) ** size));
  for (let row = 0; row < size; row += 1) {
    let factorial = 1;
    for (let column = row; column >= 0; column -= 1) {
      factorial *= row - column + 1;
      base[row * size + column] = (base[row * size + column] as number) / factorial;
    }
  }
  // Powers by squaring; factors of 1e140 are taken out and counted, since the entries grow without bound.
  let power: Float64Array<ArrayBuffer> | null = null;
  let powerExponent = 0;
  let baseExponent = 0;
  const centre = (k - 1) * size + (k - 1);
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = power === null ? base.slice() : multiply(power, base, size);
      powerExponent += baseExponent;
      if ((power[centre] as number) > 1e140) {
        power = power.map((entry) => entry * 1e-140);
        powerExponent += 140;
      }
    }
    base = multiply(base, base, size);
    baseExponent *= 2;
    if ((base[centre] as number) > 1e140) {
      base = base.map((entry) => entry * 1e-140);
      baseExponent += 140;
    }
  }
  let result = power?.[centre] ?? 0;
  for (let index = 1; index <= n; index += 1) {
    result *= index / n;
    if (result < 1e-140) {
      result *= 1e140;
      powerExponent -= 140;
    }
  }
  return result * 10 ** powerExponent;
}

function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let inner = 0; inner < size; inner += 1) {
      const factor = left[row * size + inner] as number;
      if (factor === 0) continue;
      for (let column = 0; column < size; column += 1) {
        const index = row * size + column;
        product[index] = (product[index] as number) + factor * (right[inner * size + column] as number);
      }
    }
  }
  return product;
}

/** P(D_n < x) up to terms of order 1/n^2: the limit and three corrections in powers of 1/sqrt(n). */
function pelzGood(x: number, n: number): number {
  const z = Math.sqrt(n) * x;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const pi2 = Math.PI ** 2;
  const rootTwoPi = Math.sqrt(2 * Math.PI);
  const terms = Math.ceil((16 * z) / Math.PI);
  const sums = [0, 0, 0, 0] as [number, number, number, number];
  const extra = [0, 0] as [number, number];
  for (let k = terms; k >= 1; k -= 1) {
    const m2 = (2 * k - 1) ** 2;
    const m4 = m2 * m2;
    const odd = Math.exp((-pi2 * m2) / (8 * z2));
    sums[0] += odd;
    sums[1] += odd * (-z2 + (pi2 / 4) * m2);
    sums[2] +=
      odd * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * m2) / 4 + (pi2 ** 2 * (1 - 2 * z2) * m4) / 16);
    sums[3] +=
      odd *
      (-30 * z6 -
        90 * z4 * z4 +
        (pi2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (pi2 ** 2 * (212 * z4 - 60 * z2) * m4) / 16 +
        (pi2 ** 3 * (5 - 30 * z2) * m4 * m2) / 64);
    const k2 = k * k;
    const even = Math.exp((-pi2 * k2) / (2 * z2)) * k2;
    extra[0] += even;
    extra[1] += even * (3 * z2 - pi2 * k2);
  }
  const limit = (rootTwoPi * sums[0]) / z;
  const first = (rootTwoPi * sums[1]) / (6 * z4);
  const second = (rootTwoPi * sums[2]) / (72 * z6 * z) - (pi2 * rootTwoPi * extra[0]) / (36 * z2 * z);
  const third = (rootTwoPi * sums[3]) / (6480 * z6 * z4) + (pi2 * rootTwoPi * extra[1]) / (216 * z6);
  return limit + first / Math.sqrt(n) + second / n + third / n ** 1.5;
}
