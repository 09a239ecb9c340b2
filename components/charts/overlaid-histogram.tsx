interface OverlaidHistogramProps {
  edges: number[];
  a: number[];
  b: number[];
  width: number;
  height: number;
  /** What it shows, in words. */
  label: string;
}

/** The outline of the bins as shares of their own side, so that a short window is as tall as a long one. */
function outline(counts: number[], tallest: number, width: number, height: number): string {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const step = width / Math.max(1, counts.length);
  const tops = counts.map((count, index) => {
    const y = height - (count / total / tallest) * (height - 1);
    return `L${(index * step).toFixed(1)},${y.toFixed(1)}H${((index + 1) * step).toFixed(1)}`;
  });
  return `M0,${height}${tops.join('')}V${height}z`;
}

const shareOf = (counts: number[]) => {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  return Math.max(0, ...counts.map((count) => count / total));
};

/** Two distributions over the same bins: the first filled, the second as a line. */
export function OverlaidHistogram({ a, b, width, height, label }: OverlaidHistogramProps) {
  const tallest = Math.max(shareOf(a), shareOf(b)) || 1;
  return (
    <svg width={width} height={height} role="img" aria-label={label} className="block max-w-full">
      <title>{label}</title>
      <path d={outline(a, tallest, width, height)} fill="var(--ink-3)" fillOpacity={0.35} />
      <path d={outline(b, tallest, width, height)} fill="none" stroke="var(--tide)" strokeWidth={1.25} />
    </svg>
  );
}
