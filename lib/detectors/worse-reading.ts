import { type Level, levels } from './types';

/** What decides which of two readings is the worse one. */
export interface RankedReading {
  level: Level;
  /** `null` where the method had too little data for one. */
  statistic: number | null;
  /** Epoch milliseconds. */
  tsMs: number;
}

/** How bad a level is: its place in `levels`, so 0 for `insufficient_data` and 4 for `drift`. */
export const severityOf = Object.fromEntries(levels.map((level, place) => [level, place])) as Record<
  Level,
  number
>;

/**
 * Whether one reading is worse than another: the one with the higher level is; within a level the one with
 * the higher statistic, where no statistic is below every statistic; of equal ones the earlier. The SQL of
 * lib/db/sql/chart-readings.ts states the same rule.
 */
export function isWorseReading(reading: RankedReading, than: RankedReading): boolean {
  const rise = severityOf[reading.level] - severityOf[than.level];
  if (rise !== 0) return rise > 0;
  const statistic = reading.statistic ?? Number.NEGATIVE_INFINITY;
  const other = than.statistic ?? Number.NEGATIVE_INFINITY;
  return statistic === other ? reading.tsMs < than.tsMs : statistic > other;
}
