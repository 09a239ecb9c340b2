import type { Histogram } from '@/components/evidence/histogram';

interface HistogramPictureProps {
  histogram: Histogram;
  beforeMean: number;
  afterMean: number;
  /** What a screen reader says for the picture. */
  label: string;
}

const width = 320;
const height = 96;

/** Shares of each sample, so that 180 values before and 20 after can be compared. */
function sharesOf(counts: number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  return counts.map((count) => count / total);
}

/** The outline of the bars as one path. */
function outline(shares: number[], highest: number): string {
  const step = width / shares.length;
  const tops = shares.map((share, bin) => {
    const y = (height * (1 - share / highest)).toFixed(1);
    return `L${(bin * step).toFixed(1)} ${y}H${((bin + 1) * step).toFixed(1)}`;
  });
  return `M0 ${height}${tops.join('')}V${height}Z`;
}

/** Two samples over each other: what was usual as an area, what came after as an outline over hatching. */
export function HistogramPicture({ histogram, beforeMean, afterMean, label }: HistogramPictureProps) {
  const before = sharesOf(histogram.before);
  const after = sharesOf(histogram.after);
  const highest = Math.max(...before, ...after);
  const low = histogram.edges[0] ?? 0;
  const high = histogram.edges.at(-1) ?? 1;
  const place = (value: number) =>
    (Math.min(1, Math.max(0, (value - low) / (high - low))) * width).toFixed(1);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -6 ${width} ${height + 8}`}
      preserveAspectRatio="none"
      className="h-28 w-full overflow-visible"
    >
      <defs>
        <pattern
          id="after-hatch"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0v5" stroke="var(--drift)" strokeWidth="1.5" strokeOpacity="0.45" />
        </pattern>
      </defs>
      <path d={outline(before, highest)} fill="var(--chart-reference)" fillOpacity="0.22" />
      <path
        d={outline(before, highest)}
        fill="none"
        stroke="var(--chart-reference)"
        vectorEffect="non-scaling-stroke"
      />
      <path d={outline(after, highest)} fill="url(#after-hatch)" />
      <path
        d={outline(after, highest)}
        fill="none"
        stroke="var(--drift)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={`M${place(beforeMean)} -4V${height}`}
        stroke="var(--chart-reference)"
        strokeDasharray="4 3"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={`M${place(afterMean)} -4V${height}`}
        stroke="var(--drift)"
        strokeDasharray="4 3"
        vectorEffect="non-scaling-stroke"
      />
      <path d={`M0 ${height}H${width}`} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
