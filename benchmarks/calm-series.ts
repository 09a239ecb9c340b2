import { rng } from './scorers/streams.mjs';

/**
 * Kinds of calm data for checking calibration: hourly, with standard deviation 1 without the season (t3:
 * 1.73).
 */
export const calmKinds = ['normal', 'ar1', 't3', 'daily'] as const;
export type CalmKind = (typeof calmKinds)[number];

export const calmSpacingMs = 3_600_000;

/**
 * Independent normal values, values with an autocorrelation of 0.5, Student's t with 3 degrees of freedom, or
 * a daily wave of amplitude 2 with noise.
 */
export function calmSeries(kind: CalmKind, count: number, seed: string): Float64Array {
  const random = rng(`calm/${kind}/${seed}`);
  let last = random.n();
  return Float64Array.from({ length: count }, (_, index) => {
    if (kind === 'daily') return 2 * Math.sin((2 * Math.PI * index) / 24) + random.n();
    if (kind === 't3') {
      const squares = random.n() ** 2 + random.n() ** 2 + random.n() ** 2;
      return random.n() / Math.sqrt(squares / 3);
    }
    if (kind === 'normal') return random.n();
    const now = last;
    last = 0.5 * last + Math.sqrt(0.75) * random.n();
    return now;
  });
}

export function calmTimes(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => index * calmSpacingMs);
}
