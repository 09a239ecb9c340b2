/** What is stored of a series, as far as a chart of it is concerned; times in epoch milliseconds. */
export interface ChartFacts {
  /** First and newest point that it ever had. */
  firstMs: number;
  lastMs: number;
  /** First and newest stored point inside the range that was asked for. */
  inRange: { firstMs: number; lastMs: number } | null;
  /** How many stored points the range has; counted only as far as a decision needs. */
  pointCount: number;
  /** About how many, as far as the finest rollups could be read for a bucket each. */
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

/** A stretch that is read at one resolution; `stepSeconds` 0 are the points themselves. `endMs` is not inside. */
export interface ChartPart {
  stepSeconds: number;
  fromMs: number;
  endMs: number;
}

export interface ChartPlan {
  fromMs: number;
  toMs: number;
  /** Width of a bucket; 0 when the points fit as they are. */
  stepMs: number;
  parts: ChartPart[];
}

/** From this many points on, buckets narrower than the finest rollup are not worth reading them all. */
export const maxPointsRead = 100_000;

const down = (ms: number, stepMs: number) => Math.floor(ms / stepMs) * stepMs;
const up = (ms: number, stepMs: number) => Math.ceil(ms / stepMs) * stepMs;

/** Covers a stretch without overlap: whole buckets of the first step inside, the ends by the next ones. */
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

/** The part of the range where there is something; null when there is not. */
function clip(facts: ChartFacts, { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: ChartRequest) {
  const beginMs = Math.max(fromMs, facts.firstMs);
  const hasPoints = facts.oldestPointMs !== null && facts.oldestPointMs <= beginMs;
  if (hasPoints) {
    return facts.inRange && { fromMs: facts.inRange.firstMs, toMs: facts.inRange.lastMs, hasPoints };
  }
  // Retention has taken points of the range: what is left of it are rollups.
  const oldest = [facts.oldestPointMs, ...facts.rollups.map((rollup) => rollup.oldestMs)];
  const heldMs = Math.min(...oldest.filter((ms) => ms !== null));
  const clipped = { fromMs: Math.max(beginMs, heldMs), toMs: Math.min(toMs, facts.lastMs), hasPoints };
  return Number.isFinite(heldMs) && clipped.fromMs <= clipped.toMs ? clipped : null;
}

/**
 * At which resolutions a chart is read: the points where few enough are in the range, else the coarsest rollup that
 * still gives the asked number of buckets, with finer ones and points at the ends, so that the range is exact. Where
 * finer resolutions have been deleted, the range is widened to whole buckets of the finest that is left.
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
  // At the series' own ends a bucket that sticks out holds nothing more.
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
