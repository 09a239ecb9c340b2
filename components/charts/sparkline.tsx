import { type SparklinePoint, sparklinePath } from './sparkline-path';

const width = 120;
const height = 28;
const edge = 2;

/** The last values at a glance; the number beside it is the one to read, so screen readers skip the curve. */
export function Sparkline({ points, isDrifting }: { points: SparklinePoint[]; isDrifting: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`${-edge} ${-edge} ${width + 2 * edge} ${height + 2 * edge}`}
      preserveAspectRatio="none"
      className={`h-8 w-full ${isDrifting ? 'text-drift' : 'text-ink-2'}`}
    >
      <path
        d={sparklinePath(points, width, height)}
        fill="none"
        stroke="currentColor"
        strokeWidth={points.length === 1 ? 4.5 : 1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
