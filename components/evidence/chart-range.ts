/** How much of the time before the onset is shown, in lengths of the window that shows the change. */
const windowsBefore = 3;
/** A window is no shorter than so many usual steps. */
const minSteps = 20;
const defaultStepMs = 60_000;
/** The time before the onset is at least this share of the chart, however long ago that was. */
const minShareBefore = 0.12;
/** Around the alarm: so much after it, in windows. */
const windowsAfter = 2;

interface ChartTimes {
  openedMs: number;
  /** Estimated start of the change. */
  onsetMs: number | null;
  stepMs: number | null;
  /** The newest point of the series, or the present. */
  newestMs: number;
}

export type Reach = 'now' | 'alarm';

/** From three windows before the onset to the present, or only to shortly after the alarm. */
export function chartRange(times: ChartTimes, reach: Reach): { from: number; to: number } {
  const startMs = Math.min(times.onsetMs ?? times.openedMs, times.openedMs);
  const windowMs = Math.max(times.openedMs - startMs, minSteps * (times.stepMs ?? defaultStepMs));
  const alarmTo = times.openedMs + windowsAfter * windowMs;
  const to = Math.max(times.openedMs, reach === 'now' ? times.newestMs : Math.min(alarmTo, times.newestMs));
  const shareMs = ((to - startMs) * minShareBefore) / (1 - minShareBefore);
  // Whole steps, so that the chart begins where a point may be, at a time without odd seconds.
  const stepMs = times.stepMs ?? defaultStepMs;
  const from = startMs - Math.ceil(Math.max(windowsBefore * windowMs, shareMs) / stepMs) * stepMs;
  return { from: Math.max(0, Math.round(from)), to: Math.round(to) };
}
