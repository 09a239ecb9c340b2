import { type PlotFrame, plotX } from './chart-frame';
import type { ChartRow } from './chart-rows';

interface StatisticStripProps {
  frame: PlotFrame;
  rows: readonly ChartRow[];
}

const stripHeight = 12;
/** Where the threshold lies in the strip, from the top. */
const thresholdY = 3;

/** The statistic as a share of its threshold; null where there is no such share. */
export function shareOfThreshold({
  statistic,
  threshold,
}: Pick<ChartRow, 'statistic' | 'threshold'>): number | null {
  if (statistic === null || threshold === null || threshold <= 0) return null;
  return Math.max(0, statistic / threshold);
}

/** Up to when a reading holds: the next one. Silences do not end it. */
function barsOf(frame: PlotFrame, rows: readonly ChartRow[], isTaken: (row: ChartRow) => boolean): string {
  const read = rows.filter((row) => row.level !== null);
  const bottom = stripHeight;
  const end = frame.width - frame.right;
  return read
    .map((row, index) => {
      const share = shareOfThreshold(row) ?? (row.level === 'drift' ? 1 : 0);
      if (share === 0 || !isTaken(row)) return '';
      const next = read[index + 1];
      const x1 = Math.max(frame.left, plotX(frame, row.ms));
      const x2 = Math.min(end, next ? plotX(frame, next.ms) : end);
      if (x2 < frame.left || x1 > end) return '';
      const height = Math.min(1, share) * (bottom - thresholdY);
      return `M${x1.toFixed(1)},${bottom}v${(-height).toFixed(1)}H${Math.max(x2, x1 + 0.5).toFixed(1)}V${bottom}z`;
    })
    .join('');
}

/** How close the statistic came to its threshold, as a thin strip on the time axis of the chart above. */
export function StatisticStrip({ frame, rows }: StatisticStripProps) {
  return (
    <svg aria-hidden="true" width={frame.width} height={stripHeight} className="block">
      <path
        d={barsOf(frame, rows, ({ level }) => level !== 'drift')}
        fill="var(--ink-3)"
        fillOpacity={0.45}
      />
      <path d={barsOf(frame, rows, ({ level }) => level === 'drift')} fill="var(--drift)" fillOpacity={0.8} />
      <path
        d={`M${frame.left},${thresholdY - 0.5}H${frame.width - frame.right}`}
        stroke="var(--ink-3)"
        strokeDasharray="4 3"
      />
    </svg>
  );
}
