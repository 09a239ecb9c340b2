import type { ChartPoint } from '@/components/charts/chart-rows';

interface Column {
  ms: number;
  value: number;
}

/** How far apart points of a series usually lie, in milliseconds; 0 of fewer than two. */
function usualStep(points: ChartPoint[]): number {
  const steps = points.slice(1).map((point, index) => point.ms - (points[index]?.ms ?? point.ms));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Times are brought to multiples of a step, so that series that report a second apart meet. */
function columnsOf(lines: ChartPoint[][]): { stepMs: number; columns: Map<number, number[][]> } {
  const stepMs = Math.max(1, ...lines.map(usualStep));
  const columns = new Map<number, number[][]>();
  for (const points of lines) {
    for (const { ms, mean, min, max } of points) {
      const at = Math.floor(ms / stepMs);
      const column = columns.get(at);
      if (column) column.push([mean, min, max]);
      else columns.set(at, [[mean, min, max]]);
    }
  }
  return { stepMs, columns };
}

const byTime = (a: { ms: number }, b: { ms: number }) => a.ms - b.ms;

/** The mean of several series at each time that any of them has, each series counting the same. */
export function meanLine(lines: ChartPoint[][]): Column[] {
  const { stepMs, columns } = columnsOf(lines);
  return [...columns]
    .map(([at, values]) => ({
      ms: at * stepMs,
      value: values.reduce((sum, [mean = 0]) => sum + mean, 0) / values.length,
    }))
    .sort(byTime);
}

/** From the lowest to the highest of several series at each time. */
export function envelope(lines: ChartPoint[][]): { ms: number; band: [number, number] }[] {
  const { stepMs, columns } = columnsOf(lines);
  return [...columns]
    .map(([at, values]) => ({
      ms: at * stepMs,
      band: [
        Math.min(...values.map(([, min = 0]) => min)),
        Math.max(...values.map(([, , max = 0]) => max)),
      ] as [number, number],
    }))
    .sort(byTime);
}
