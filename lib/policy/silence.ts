/**
 * A series is silent once its newest point is older than this many usual intervals, and older than an hour.
 */
export const silentIntervals = 6;
export const leastSilentMs = 3_600_000;
/** Without a usual interval, a single point is silent after a day. */
export const unknownIntervalSilentMs = 86_400_000;

/**
 * Returns the usual interval between points: without the longest, which may be a hole, the one that half of
 * the time is spent in intervals up to. So it is the time between bursts where points come in bursts. Null
 * with fewer than two points. `timesMs` may be ascending or descending.
 */
export function usualIntervalMs(timesMs: readonly number[]): number | null {
  const gaps = timesMs.slice(1).map((ms, index) => Math.abs(ms - (timesMs[index] as number)));
  gaps.sort((a, b) => a - b);
  const kept = gaps.length > 1 ? gaps.slice(0, -1) : gaps;
  let left = kept.reduce((sum, gap) => sum + gap, 0) / 2;
  for (const gap of kept) {
    left -= gap;
    if (left <= 0) return gap;
  }
  return null;
}

/** Returns whether the series has been quiet for longer than a pause. */
export function isSilent(newestMs: number, intervalMs: number | null, nowMs: number): boolean {
  const patienceMs =
    intervalMs === null ? unknownIntervalSilentMs : Math.max(leastSilentMs, silentIntervals * intervalMs);
  return nowMs - newestMs > patienceMs;
}

const units: [name: string, ms: number][] = [
  ['years', 365.25 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `26 h`, `3 d`, `27 years`: in the largest unit that gives at least two. */
function spanText(ms: number): string {
  const [name, unit] = units.find(([, one]) => ms >= 2 * one) ?? ['s', 1000];
  return `${Math.round(ms / unit)} ${name}`;
}

/** Explains why a model is silent. */
export function describeSilence(newestMs: number, intervalMs: number | null, nowMs: number): string {
  const usually = intervalMs === null ? '' : `; points usually arrive every ${spanText(intervalMs)}`;
  return `No data for ${spanText(nowMs - newestMs)}${usually}.`;
}
