/**
 * What one connection of the load sends: its own series, round after round, so that the points of each series
 * are in order.
 */
export interface PointSource {
  /** Returns the next `count` points as JSON without the brackets of an array. */
  next(count: number): string;
}

const startMs = Date.parse('2026-01-01T00:00:00Z');
const stepMs = 1000;

/** Returns a calm value around 0.9, always the same for the same position. */
function valueAt(series: number, round: number): number {
  const bits = Math.imul((series + 1) * 2_654_435_761 + round * 40_503, 2_246_822_519) >>> 0;
  return 0.85 + (bits % 100_000) / 1_000_000;
}

/**
 * Connection `number` of `connections` owns every series whose number modulo `connections` is `number`. A
 * batch takes `run` points of a series before the next one, like an application that buffers points.
 */
export function pointSource(
  name: string,
  order: { seriesCount: number; connections: number; number: number; run: number; startRound?: number },
): PointSource {
  const { seriesCount, connections, number, run, startRound = 0 } = order;
  const own: number[] = [];
  for (let series = number; series < seriesCount; series += connections) own.push(series);
  let at = 0;
  let inRun = 0;
  const rounds = new Map<number, number>();
  return {
    next(count) {
      const points: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const series = own[at] as number;
        const round = rounds.get(series) ?? startRound;
        rounds.set(series, round + 1);
        points.push(
          `{"model_id":"${name}-${series}","metric":"accuracy","value":${valueAt(series, round)},"ts":${startMs + round * stepMs}}`,
        );
        inRun += 1;
        if (inRun >= run) {
          inRun = 0;
          at = at + 1 === own.length ? 0 : at + 1;
        }
      }
      return points.join(',');
    },
  };
}
