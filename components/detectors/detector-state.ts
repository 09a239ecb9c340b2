import type { Detector } from '@/lib/schemas/detectors';

export type DetectorState = 'live' | 'shadow' | 'off' | 'waiting' | 'learning';

export const stateTexts: Record<DetectorState, { label: string; help: string }> = {
  live: { label: 'Live', help: 'It judges every new point' },
  shadow: { label: 'Shadow', help: 'It judges in silence: no incidents, no jobs' },
  off: { label: 'Off', help: 'It judges nothing' },
  learning: { label: 'Learning', help: 'No series has enough points to be judged yet' },
  waiting: { label: 'Waiting', help: 'No series matches yet; it watches those that come' },
};

/** What a detector does now. One that is off matches what it would watch, and is not waiting for it. */
export function stateOf({ enabled, mode, series_count, learning_count = 0 }: Detector): DetectorState {
  if (!enabled) return 'off';
  if (mode === 'shadow') return 'shadow';
  if (series_count === 0) return 'waiting';
  return learning_count >= series_count ? 'learning' : 'live';
}

/** What the word for the state leaves out. */
export function stateHelp(detector: Detector): string {
  const { help } = stateTexts[stateOf(detector)];
  const learning = detector.enabled ? (detector.learning_count ?? 0) : 0;
  return learning > 0 && learning < detector.series_count
    ? `${help}; ${learning} series still learning`
    : help;
}

/** How many series it watches; of one that is off nothing is counted. */
export function watchedText(detector: Detector): string {
  if (!detector.enabled) return '–';
  return detector.series_count.toLocaleString('en-GB');
}
