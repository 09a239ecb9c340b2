import { createBehaviour, DetectorStrategy } from '../lib/monitoring';
import { defaultParams } from './default-params';

export interface MethodRun {
  /** The statistic after each value; 0 if the method has none yet or the value is missing. */
  statistics: number[];
  /** Rows whose level is drift while that of the previous row is not. */
  alarms: number[];
}

/**
 * Shows a series to one method point by point, as the app does, at its defaults except for `params`. Rows
 * without a value are skipped.
 */
export function runMethod(
  methodId: string,
  values: readonly (number | null)[],
  timesMs: readonly number[],
  params: Record<string, number> = {},
): MethodRun {
  const given = { ...defaultParams(methodId), ...params };
  const strategy = new DetectorStrategy(createBehaviour(methodId, given, 'two_sided'));
  const statistics: number[] = [];
  const alarms: number[] = [];
  let wasDrift = false;
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const [row, value] of values.entries()) {
    if (value === null) {
      statistics.push(0);
      continue;
    }
    // Times in files may go back; those of a method never do.
    latestMs = Math.max(latestMs, timesMs[row] ?? 0);
    const reading = strategy.judge(value, latestMs);
    statistics.push(reading.statistic ?? 0);
    const isDrift = reading.level === 'drift';
    if (isDrift && !wasDrift) alarms.push(row);
    wasDrift = isDrift;
  }
  return { statistics, alarms };
}

/** The two baselines that every method has to beat. */
export const dummies: Record<string, (length: number) => number[]> = {
  never: () => [],
  'always every 100': (length) =>
    Array.from({ length: Math.floor((length - 1) / 100) }, (_, index) => (index + 1) * 100),
};
