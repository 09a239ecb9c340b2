'use client';

import { useTimeZone } from '@/components/ui/time-zone';
import { formatInstant } from '@/lib/format';
import type { PlotFrame } from './chart-frame';

/** From when to when the chart shows, in full: ticks leave out the day or the year. */
export function ChartEnds({ frame }: { frame: PlotFrame }) {
  const { zone } = useTimeZone();
  const [from, to] = frame.time.domain;
  return (
    <p
      className="flex justify-between gap-3 text-[11px] leading-4 text-ink-3"
      style={{ paddingLeft: frame.left, paddingRight: frame.right }}
    >
      <span>{formatInstant(Math.round(from), zone)}</span>
      <span className="text-right">{formatInstant(Math.round(to), zone)}</span>
    </p>
  );
}
