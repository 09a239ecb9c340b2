interface EvidenceTimes {
  openedMs: number;
  onsetMs: number | null;
  /** Times of the frozen values, oldest first. */
  valuesMs: number[];
}

/** Usual steps of the series shown before the change and after the alarm. */
const stepsBefore = 60;
const stepsAfter = 30;
const defaultStepMs = 60_000;

/**
 * The stretch that shows what happened: enough of the time before the change to see what was ordinary, and some of
 * what came after. It follows the pace of the series: seconds for one, years for another.
 */
export function evidenceRange({ openedMs, onsetMs, valuesMs }: EvidenceTimes): { from: number; to: number } {
  const steps = valuesMs.slice(1).map((ms, index) => ms - (valuesMs[index] ?? ms));
  steps.sort((a, b) => a - b);
  const stepMs = steps[Math.floor(steps.length / 2)] || defaultStepMs;
  const start = Math.min(onsetMs ?? openedMs, openedMs);
  const before = Math.max(stepsBefore * stepMs, 2 * (openedMs - start));
  return { from: Math.max(0, Math.round(start - before)), to: Math.round(openedMs + stepsAfter * stepMs) };
}
