import { DriftwatchError } from '../errors';
import { elementAt } from '../stats/element-at';
import { localTimeMs } from '../stats/local-time';
import { median } from '../stats/median';

/**
 * The points of one series as columns, oldest first: a million points are two arrays instead of a million
 * objects.
 */
export interface SeriesPoints {
  /** Epoch milliseconds; equal times are allowed, earlier ones are not. */
  readonly tsMs: ArrayLike<number>;
  /** Finite numbers. */
  readonly values: ArrayLike<number>;
}

/** Points in any order as columns in time order; points of equal time keep their order. */
export function toSeriesPoints(points: readonly { ts: number; value: number }[]): SeriesPoints {
  const ordered = [...points].sort((left, right) => left.ts - right.ts);
  return {
    tsMs: Float64Array.from(ordered, ({ ts }) => ts),
    values: Float64Array.from(ordered, ({ value }) => value),
  };
}

/**
 * Checks the columns.
 *
 * @param what names the points in the message, such as `a reference`.
 * @param minCount the fewest points allowed.
 * @throws INVALID_INPUT for columns of different lengths, fewer than `minCount` points, times that go back
 *   and numbers that are not finite.
 */
export function checkPoints({ tsMs, values }: SeriesPoints, what: string, minCount: number): void {
  const refuse = (message: string) => {
    throw new DriftwatchError('INVALID_INPUT', `${what} ${message}`);
  };
  if (tsMs.length !== values.length)
    refuse(`must have a time for every value, got ${tsMs.length} times and ${values.length} values`);
  if (values.length < minCount) refuse(`needs at least ${minCount} points, got ${values.length}`);
  let before = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const time = elementAt(tsMs, index);
    if (!Number.isFinite(values[index])) refuse(`has a value at point ${index} that is not a finite number`);
    if (!Number.isFinite(time)) refuse(`has a time at point ${index} that is not a finite number`);
    if (time < before) refuse(`goes back in time at point ${index}`);
    before = time;
  }
}

/**
 * The points with the times that local clocks showed. Simulations take them for UTC, so that a season by
 * local hours stays where it is in series that are longer than the reference. Where clocks go back, they
 * stand still for the hour instead.
 *
 * @param timeZone IANA name; without one the points are returned as they are.
 */
export function byLocalClocks(points: SeriesPoints, timeZone: string | null | undefined): SeriesPoints {
  if (!timeZone) return points;
  let latest = Number.NEGATIVE_INFINITY;
  const tsMs = Float64Array.from(points.tsMs, (utcMs) => {
    latest = Math.max(latest, localTimeMs(timeZone, utcMs));
    return latest;
  });
  return { tsMs, values: points.values };
}

/** The time of the newest point; there must be one. */
export function lastMs({ tsMs }: SeriesPoints): number {
  return elementAt(tsMs, tsMs.length - 1);
}

/** The usual time between two points, in milliseconds; a minute where all points have the same time. */
export function typicalSpacingMs(tsMs: ArrayLike<number>): number {
  const gaps: number[] = [];
  // A few thousand gaps show what is usual.
  const stride = Math.max(1, Math.floor(tsMs.length / 5000));
  for (let index = 1; index < tsMs.length; index += stride)
    gaps.push(elementAt(tsMs, index) - elementAt(tsMs, index - 1));
  const spacing = gaps.length === 0 ? 0 : median(gaps);
  return spacing > 0 ? spacing : 60_000;
}
