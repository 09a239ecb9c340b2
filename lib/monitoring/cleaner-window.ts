import { effectiveCount } from '../stats/effective-count';
import { elementAt } from '../stats/element-at';
import { countOf } from './describe-calibration';
import type { CleanerWindow } from './quality-finding';
import type { ReferenceParts } from './reference-parts';
import type { SeriesPoints } from './series-points';

/**
 * The segment between changes to learn from. It is the last one, which is most like what will come, if it is
 * worth enough independent values and has no trend. Otherwise it is the one worth most among those that are
 * and have none.
 */
export function cleanerWindow(
  { tsMs }: SeriesPoints,
  { starts, residuals }: ReferenceParts,
  trending: readonly boolean[],
  minEffective: number,
): CleanerWindow | null {
  if (starts.length === 1) return null;
  const segments = starts.map((from, at) => {
    const to = starts[at + 1] ?? residuals.length;
    return {
      from,
      to,
      isLast: to === residuals.length,
      hasTrend: trending[at],
      worth: effectiveCount(residuals.subarray(from, to)),
    };
  });
  const good = segments.filter(({ worth, hasTrend }) => worth >= minEffective && !hasTrend);
  const last = good.find(({ isLast }) => isLast);
  const chosen = last ?? good.sort((left, right) => right.worth - left.worth)[0];
  if (chosen === undefined) return null;
  const { from, to, isLast } = chosen;
  return {
    fromMs: elementAt(tsMs, from),
    toMs: elementAt(tsMs, to - 1),
    sampleCount: to - from,
    reason: `${isLast ? 'The time since the last change' : 'The longest time without a change'}: ${countOf(to - from)} of ${countOf(residuals.length)} points.`,
  };
}
