import { CircleDashed, CircleDot, CirclePause, Ghost, Hourglass, type LucideIcon } from 'lucide-react';
import type { Detector } from '@/lib/schemas/detectors';
import { type DetectorState, stateHelp, stateOf, stateTexts } from './detector-state';

const icons: Record<DetectorState, { icon: LucideIcon; className: string }> = {
  live: { icon: CircleDot, className: 'text-stable' },
  shadow: { icon: Ghost, className: 'text-tide' },
  off: { icon: CirclePause, className: 'text-ink-3' },
  learning: { icon: Hourglass, className: 'text-ink-3' },
  waiting: { icon: CircleDashed, className: 'text-ink-3' },
};

/** What a detector does now, in a word and a shape. */
export function StateMark({ detector }: { detector: Detector }) {
  const state = stateOf(detector);
  const { icon: Icon, className } = icons[state];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={stateHelp(detector)}>
      <Icon aria-hidden className={`size-4 shrink-0 ${className}`} />
      {stateTexts[state].label}
    </span>
  );
}
