/** The facts about a stored series that matter for a chart; times are in epoch milliseconds. */
export interface ChartFacts {
  /** First and newest point the series has ever had. */
  firstMs: number;
  lastMs: number;
  /** First and newest stored point in the requested range. */
  inRange: { firstMs: number; lastMs: number } | null;
  /** Number of stored points in the range; counted only as far as the decision needs. */
  pointCount: number;
  /**
   * Number of points in the finest buckets of the range, counted over at most as many buckets as requested.
   */
  finestCount: number;
  /** The oldest stored point; null when there is none. */
  oldestPointMs: number | null;
  /** The rollup steps, finest first, with the oldest bucket of each. */
  rollups: { stepSeconds: number; oldestMs: number | null }[];
}

export interface ChartRequest {
  fromMs?: number | undefined;
  toMs?: number | undefined;
  buckets: number;
}

/**
 * An interval that is read at one resolution; `stepSeconds` 0 stands for the points themselves. `endMs` is
 * exclusive.
 */
export interface ChartPart {
  stepSeconds: number;
  fromMs: number;
  endMs: number;
}

export interface ChartPlan {
  fromMs: number;
  toMs: number;
  /** Width of a bucket; 0 if the points fit without buckets. */
  stepMs: number;
  parts: ChartPart[];
}

/** From this many points on, buckets narrower than the finest rollup are not worth reading all points. */
export const maxPointsRead = 100_000;

const down = (ms: number, stepMs: number) => Math.floor(ms / stepMs) * stepMs;
const up = (ms: number, stepMs: number) => Math.ceil(ms / stepMs) * stepMs;

/**
 * Covers an interval without overlap: whole buckets of the first step in the middle, finer steps at both
 * ends.
 */
function cover(fromMs: number, endMs: number, [step, ...finer]: number[]): ChartPart[] {
  if (step === undefined || fromMs >= endMs) return [];
  if (step === 0) return [{ stepSeconds: 0, fromMs, endMs }];
  const firstMs = up(fromMs, step * 1000);
  const lastMs = down(endMs, step * 1000);
  if (firstMs >= lastMs) return cover(fromMs, endMs, finer);
  return [
    ...cover(fromMs, firstMs, finer),
    { stepSeconds: step, fromMs: firstMs, endMs: lastMs },
    ...cover(lastMs, endMs, finer),
  ];
}

/** The part of the range that has data; null if there is none. */
function clip(facts: ChartFacts, { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: ChartRequest) {
  const beginMs = Math.max(fromMs, facts.firstMs);
  const hasPoints = facts.oldestPointMs !== null && facts.oldestPointMs <= beginMs;
  if (hasPoints) {
    return facts.inRange && { fromMs: facts.inRange.firstMs, toMs: facts.inRange.lastMs, hasPoints };
  }
  // Retention has deleted points of the range; only rollups of them are left.
  const oldest = [facts.oldestPointMs, ...facts.rollups.map((rollup) => rollup.oldestMs)];
  const heldMs = Math.min(...oldest.filter((ms) => ms !== null));
  const clipped = { fromMs: Math.max(beginMs, heldMs), toMs: Math.min(toMs, facts.lastMs), hasPoints };
  return Number.isFinite(heldMs) && clipped.fromMs <= clipped.toMs ? clipped : null;
}

/**
 * Plans the resolutions at which a chart is read. Points are read if the range has few enough; otherwise the
 * coarsest rollup that still gives the requested number of buckets, with finer rollups and points at both
 * ends so that the range is exact. If finer resolutions have been deleted, the range is widened to whole
 * buckets of the finest one left.
 */
export function planChart(facts: ChartFacts, request: ChartRequest): ChartPlan | null {
  const range = clip(facts, request);
  if (!range) return null;
  const { fromMs, toMs, hasPoints } = range;
  const held = facts.rollups
    .filter(({ stepSeconds, oldestMs }) => oldestMs !== null && oldestMs <= down(fromMs, stepSeconds * 1000))
    .map((rollup) => rollup.stepSeconds);
  const endMs = toMs + 1;
  const points = [{ stepSeconds: 0, fromMs, endMs }];
  if (hasPoints && facts.pointCount <= request.buckets) return { fromMs, toMs, stepMs: 0, parts: points };
  const wantedMs = Math.ceil((endMs - fromMs) / request.buckets);
  const [finest] = held;
  if (finest === undefined) return { fromMs, toMs, stepMs: wantedMs, parts: points };
  const isDense = facts.finestCount > maxPointsRead;
  const stepMs = hasPoints && !isDense ? wantedMs : Math.max(wantedMs, finest * 1000);
  const coarsestFirst = held.filter((step) => step * 1000 <= stepMs).reverse();
  if (hasPoints) coarsestFirst.push(0);
  // At the ends of the series, the part of a bucket outside the range is empty.
  const widestMs = (coarsestFirst[0] ?? 0) * 1000;
  const narrowestMs = hasPoints ? 0 : finest * 1000;
  const beginMs = fromMs <= facts.firstMs ? widestMs : narrowestMs;
  const finishMs = toMs >= facts.lastMs ? widestMs : narrowestMs;
  return {
    fromMs,
    toMs,
    stepMs,
    parts: cover(
      beginMs === 0 ? fromMs : down(fromMs, beginMs),
      finishMs === 0 ? endMs : up(endMs, finishMs),
      coarsestFirst,
    ),
  };
}
