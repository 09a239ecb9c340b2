import type { Evidence } from '../schemas/evidence';

/**
 * The size of a change: the reference, the present, and their numbers of values when the change was found.
 */
export interface IncidentChange {
  beforeMean: number;
  /**
   * Standard deviation of the values before the change, around their season if the method knows it; null with
   * fewer than two.
   */
  beforeSd: number | null;
  beforeCount: number;
  afterMean: number;
  afterCount: number;
}

/** Beyond this a square overflows. */
const widest = 1e150;

interface Moments {
  mean: number;
  sd: number | null;
  count: number;
}

/** Mean and sample standard deviation; values beyond ±1e150 count as ±1e150. Null without values. */
function momentsOf(values: readonly number[]): Moments | null {
  if (values.length === 0) return null;
  let mean = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const bounded = Math.max(-widest, Math.min(widest, value));
    const distance = bounded - mean;
    mean += distance / (index + 1);
    squares += distance * (bounded - mean);
  }
  const sd = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null;
  return { mean, sd, count: values.length };
}

/** Whether a reference holds values of the change itself, as a moving mean does: it is then not what was before. */
const reachesInto = (reference: Evidence['windows']['reference'], beganMs: number) =>
  reference !== null && reference.sd === undefined && Date.parse(reference.to) >= beganMs;

/**
 * Returns the size of a change from the evidence of its incident: the means of the windows that the method
 * compares if it has windows, otherwise those of the values before and since the beginning. A reference that
 * holds values of the change counts only if no value before it is frozen.
 *
 * @param beganMs start of the change: the onset, or the opening if the method cannot tell
 * @returns null if the evidence has no value on one of the sides
 */
export function changeOf(
  { windows, values }: Pick<Evidence, 'windows' | 'values'>,
  beganMs: number,
): IncidentChange | null {
  const side = (isBefore: boolean) =>
    momentsOf(values.flatMap(({ ts, value }) => (Date.parse(ts) < beganMs === isBefore ? [value] : [])));
  const [before, after] = [side(true), side(false)];
  const reference = before && reachesInto(windows.reference, beganMs) ? null : windows.reference;
  const beforeMean = reference?.mean ?? before?.mean;
  const afterMean = windows.current?.mean ?? after?.mean;
  if (beforeMean === undefined || afterMean === undefined) return null;
  return {
    beforeMean,
    beforeSd: reference?.sd ?? before?.sd ?? null,
    beforeCount: reference?.sample_count ?? before?.count ?? 0,
    afterMean,
    afterCount: windows.current?.sample_count ?? after?.count ?? 0,
  };
}
