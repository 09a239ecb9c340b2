import type { Detector } from '@/lib/schemas/detectors';

export type DetectorState = 'live' | 'shadow' | 'off' | 'waiting';

export const stateTexts: Record<DetectorState, { label: string; help: string }> = {
  live: { label: 'Live', help: 'It judges every new point' },
  shadow: { label: 'Shadow', help: 'It judges in silence: no incidents, no jobs' },
  off: { label: 'Off', help: 'It judges nothing' },
  waiting: { label: 'Waiting', help: 'No series matches yet; it watches those that come' },
};

/** What a detector does now. One that is off matches what it would watch, and is not waiting for it. */
export function stateOf({ enabled, mode, series_count }: Detector): DetectorState {
  if (!enabled) return 'off';
  if (mode === 'shadow') return 'shadow';
  return series_count === 0 ? 'waiting' : 'live';
}

/** `120 series`, or why it is none; of one that is off nothing is counted. */
export function watchedText(detector: Detector): string {
  if (!detector.enabled) return '–';
  return detector.series_count.toLocaleString('en-GB');
}
