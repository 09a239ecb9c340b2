/** A series is silent once its newest point is older than so many usual intervals, and than an hour. */
export const silentIntervals = 6;
export const leastSilentMs = 3_600_000;
/** Without a usual interval: a single point is silent after a day. */
export const unknownIntervalSilentMs = 86_400_000;

/** The usual distance of points: the median; null with fewer than two points. `timesMs` may be in either order. */
export function usualIntervalMs(timesMs: readonly number[]): number | null {
  const gaps = timesMs.slice(1).map((ms, index) => Math.abs(ms - (timesMs[index] as number)));
  if (gaps.length === 0) return null;
  gaps.sort((a, b) => a - b);
  const middle = (gaps.length - 1) / 2;
  return ((gaps[Math.floor(middle)] as number) + (gaps[Math.ceil(middle)] as number)) / 2;
}

/** Whether nothing has come for so long that it is more than a pause. */
export function isSilent(newestMs: number, intervalMs: number | null, nowMs: number): boolean {
  const patienceMs =
    intervalMs === null ? unknownIntervalSilentMs : Math.max(leastSilentMs, silentIntervals * intervalMs);
  return nowMs - newestMs > patienceMs;
}

const units: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `26 h`, `3 d`: in the largest unit of which there are at least two. */
function spanText(ms: number): string {
  const [name, unit] = units.find(([, one]) => ms >= 2 * one) ?? ['s', 1000];
  return `${Math.round(ms / unit)} ${name}`;
}

/** Why a model is silent. */
export function describeSilence(newestMs: number, intervalMs: number | null, nowMs: number): string {
  const usually = intervalMs === null ? '' : `; points usually come every ${spanText(intervalMs)}`;
  return `No data for ${spanText(nowMs - newestMs)}${usually}.`;
}
