import type { MetricDirection } from '@/lib/schemas/metrics';

export type Outcome = 'better' | 'worse' | 'higher' | 'lower' | 'unclear';

interface Difference {
  diff: number;
  lower: number | null;
  upper: number | null;
}

/** What a difference says: nothing while chance explains it, that is while its interval holds zero. */
export function outcomeOf({ diff, lower, upper }: Difference, direction: MetricDirection): Outcome {
  const isClear = lower !== null && upper !== null && (lower > 0 || upper < 0);
  if (!isClear) return 'unclear';
  if (direction === 'two_sided') return diff > 0 ? 'higher' : 'lower';
  return diff > 0 === (direction === 'higher_is_better') ? 'better' : 'worse';
}

export const outcomeText: Record<Outcome, string> = {
  better: 'better',
  worse: 'worse',
  higher: 'higher',
  lower: 'lower',
  unclear: 'no clear difference',
};

/**
 * The mean of differences that were measured apart from each other, with its interval; null of none with an
 * interval.
 */
export function meanDifference(differences: Difference[]): Difference | null {
  const known = differences.filter(({ lower, upper }) => lower !== null && upper !== null);
  if (known.length === 0) return null;
  const diff = known.reduce((sum, one) => sum + one.diff, 0) / known.length;
  const squares = known.reduce((sum, { lower, upper }) => sum + (((upper ?? 0) - (lower ?? 0)) / 2) ** 2, 0);
  const half = Math.sqrt(squares) / known.length;
  return { diff, lower: diff - half, upper: diff + half };
}
