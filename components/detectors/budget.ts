import { formatCount } from '@/lib/format';

/** How rarely a false alarm may come, over all series that a detector watches. */
export type Budget = 'day' | 'week' | 'month' | 'quarter' | 'year';

const dayMs = 86_400_000;

export const budgets: readonly { id: Budget; label: string; ms: number }[] = [
  { id: 'day', label: 'Day', ms: dayMs },
  { id: 'week', label: 'Week', ms: 7 * dayMs },
  { id: 'month', label: 'Month', ms: 30 * dayMs },
  { id: 'quarter', label: 'Quarter', ms: 91 * dayMs },
  { id: 'year', label: 'Year', ms: 365 * dayMs },
];

export const isBudget = (text: string | null): text is Budget => budgets.some(({ id }) => id === text);

export const budgetMs = (budget: Budget): number => budgets.find(({ id }) => id === budget)?.ms ?? dayMs;

/** `at most one false alarm a month over all 20 series`. */
export function budgetText(budget: Budget, seriesCount: number | null): string {
  const over =
    seriesCount === null || seriesCount < 2
      ? ''
      : ` over all ${formatCount(seriesCount, 'series', 'series')}`;
  return `at most one false alarm a ${budget}${over}`;
}

const units: [number, string][] = [
  [365.25 * dayMs, 'year'],
  [7 * dayMs, 'week'],
  [dayMs, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
];

/** `45 hours`, `5 days`, `1 hour`: the largest unit that has at least two of it, weeks from eight on. */
export function durationText(ms: number): string {
  for (const [size, name] of units) {
    if (ms >= (name === 'week' ? 8 : 2) * size) return formatCount(Math.round(ms / size), name);
  }
  return formatCount(Math.max(1, Math.round(ms / 1000)), 'second');
}
