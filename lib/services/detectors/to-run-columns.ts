import type { RunColumns } from '../../db/sql/runs';
import type { DetectorStrategy } from '../../monitoring/index';
import { toWindows } from './to-windows';

/** What the row of a run shows of its strategy, without the state. */
export function toRunColumns(
  strategy: DetectorStrategy,
  statistic: number | null,
  threshold: number | null,
): Omit<RunColumns, 'state' | 'stateMs'> {
  return {
    windows: JSON.stringify(toWindows(strategy.windows())),
    level: strategy.level,
    statistic,
    threshold,
    lastMs: strategy.lastTsMs,
  };
}
