import type { Change } from '@/lib/schemas/change';
import type { Evidence } from '@/lib/schemas/evidence';

/** What a page shows of the frozen evidence: all but the state of the method. */
export type ShownEvidence = Omit<Evidence, 'state_before'>;

/** What a set of values looks like. */
export interface Sample {
  mean: number;
  /** Sample standard deviation; 0 of fewer than two values. */
  sd: number;
  /** How many the mean is of; more than there are values, where the method remembers more than is frozen. */
  count: number;
  /** Those that are frozen, oldest first. */
  values: number[];
}

/** What an incident was on both sides of its change. */
export interface BeforeAfter {
  before: Sample;
  after: Sample;
  /**
   * Where the sides meet, epoch milliseconds: the estimated onset, or the best that is known instead of it.
   */
  changeMs: number;
  /** The difference of the means in standard deviations of `before`, signed; null where that is not known. */
  effect: number | null;
  /** Whether means and deviations leave out a season that the method knows; the values never do. */
  isApartFromSeason: boolean;
}

/** Fewer values say nothing of the spread. */
export const minSpreadCount = 8;

function sampleOf(values: number[]): Sample {
  const count = values.length;
  const mean = count === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: count < 2 ? 0 : Math.sqrt(squares / (count - 1)), count, values };
}

/** Sample standard deviation; 0 of fewer than two values. */
export const sdOf = (values: number[]): number => sampleOf(values).sd;

/**
 * What lies after the change: from the onset on, else the window the method compares, else the point alone.
 */
function startOfChange(evidence: ShownEvidence, onsetTs: string | null): number {
  const pointMs = Date.parse(evidence.point.ts);
  if (onsetTs !== null) return Math.min(Date.parse(onsetTs), pointMs);
  const { current } = evidence.windows;
  return current === null ? pointMs : Math.min(Date.parse(current.from), pointMs);
}

interface Changed {
  evidence: ShownEvidence;
  onset_ts: string | null;
  change: Change | null;
}

/** The mean and the size as the lists say them, so that no two figures contradict each other. */
function withMean(
  sample: Sample,
  side: { mean: number; count: number; sd?: number | null } | undefined,
): Sample {
  return side ? { ...sample, mean: side.mean, count: side.count, sd: side.sd ?? sample.sd } : sample;
}

/**
 * Both sides of the change, with the frozen values of each. A change that was found late may have begun
 * before all of them: the figures of the lists then stand for that side. Null when a side has neither.
 */
export function beforeAfter({ evidence, onset_ts, change }: Changed): BeforeAfter | null {
  const { windows } = evidence;
  const changeMs = startOfChange(evidence, onset_ts);
  const isAfter = ({ ts }: { ts: string }) => Date.parse(ts) >= changeMs;
  const toValue = ({ value }: { value: number }) => value;
  const frozenBefore = sampleOf(evidence.values.filter((one) => !isAfter(one)).map(toValue));
  const frozenAfter = sampleOf(evidence.values.filter(isAfter).map(toValue));
  if ((frozenBefore.count === 0 && change === null) || frozenAfter.count === 0) return null;
  const before = withMean(frozenBefore, change?.before);
  const after = withMean(frozenAfter, change?.after && { ...change.after, sd: windows.current?.sd ?? null });
  const known = Math.max(before.count, before.values.length);
  const isSpread = known >= minSpreadCount && before.sd > 1e-12 * Math.abs(before.mean);
  const effect = isSpread ? (after.mean - before.mean) / before.sd : null;
  return { before, after, changeMs, effect, isApartFromSeason: windows.reference?.sd !== undefined };
}

export type ChangeKind =
  | { kind: 'level'; isUp: boolean }
  | { kind: 'limit'; isUp: boolean; limit: number }
  | { kind: 'spread'; isUp: boolean }
  | { kind: 'stuck' }
  | { kind: 'shape' };

/** Values in a row that are the same: fewer may be so by chance. */
const stuckCount = 5;
/** In standard deviations: a mean that has moved less is not what the alarm is about. */
const levelEffect = 0.5;
const spreadRatio = 1.4;

/** A rule of fixed limits has a band and compares with no reference. */
function limitChange({ windows, point }: ShownEvidence): ChangeKind | null {
  const { lower, upper } = windows.band ?? { lower: null, upper: null };
  if (windows.reference !== null) return null;
  if (upper !== null && point.value > upper) return { kind: 'limit', isUp: true, limit: upper };
  if (lower !== null && point.value < lower) return { kind: 'limit', isUp: false, limit: lower };
  return null;
}

/** What kind of change the frozen values show. */
export function changeOf(evidence: ShownEvidence, { before, after, effect }: BeforeAfter): ChangeKind {
  const limit = limitChange(evidence);
  if (limit) return limit;
  const isStuck =
    after.values.length >= stuckCount && after.values.every((value) => value === after.values[0]);
  if (isStuck && before.sd > 0) return { kind: 'stuck' };
  const fewest = Math.min(before.values.length, after.values.length);
  if (effect === null || fewest < minSpreadCount || Math.abs(effect) >= levelEffect)
    return { kind: 'level', isUp: after.mean > before.mean };
  const ratio = sdOf(after.values) / sdOf(before.values);
  if (ratio >= spreadRatio || ratio <= 1 / spreadRatio) return { kind: 'spread', isUp: ratio > 1 };
  return { kind: 'shape' };
}

/** The usual distance between two of the frozen values in milliseconds; null of fewer than two. */
export function usualStepMs(values: { ts: string }[]): number | null {
  const times = values.map(({ ts }) => Date.parse(ts));
  const steps = times.slice(1).map((ms, index) => ms - (times[index] ?? ms));
  steps.sort((one, other) => one - other);
  return steps[Math.floor(steps.length / 2)] || null;
}
