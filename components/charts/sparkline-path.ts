export interface SparklinePoint {
  ms: number;
  value: number;
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;

/**
 * An SVG path through the points, by time, fitted into the box; a constant series runs through its middle. A
 * single point is a stroke without length, which round caps make a dot.
 * @param scale The values at the bottom and the top of the box; without it, the lowest and the highest of the
 * points.
 */
export function sparklinePath(
  points: SparklinePoint[],
  width: number,
  height: number,
  scale?: { low: number; high: number },
): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return '';
  const values = points.map((point) => point.value);
  const low = scale?.low ?? Math.min(...values);
  const span = (scale?.high ?? Math.max(...values)) - low;
  const duration = last.ms - first.ms;
  const at = ({ ms, value }: SparklinePoint) => {
    const x = duration > 0 ? ((ms - first.ms) / duration) * width : width / 2;
    const y = span > 0 ? height - ((value - low) / span) * height : height / 2;
    return `${round(x)},${round(y)}`;
  };
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');
  return points.length === 1 ? `${path}h0` : path;
}
