import type { DetectorWindows, WindowSpan } from '../../monitoring/index';
import type { Windows } from '../../schemas/series';

function toSpan(span: WindowSpan | null) {
  if (!span) return null;
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    from: time(span.fromMs),
    to: time(span.toMs),
    mean: span.mean,
    ...(span.sd !== undefined && { sd: span.sd }),
    sample_count: span.sampleCount,
  };
}

/** Converts a method's windows to the form of the API, runs and evidence. */
export function toWindows(windows: DetectorWindows): Windows {
  return { reference: toSpan(windows.reference), band: windows.band, current: toSpan(windows.current) };
}
