/** Work in steps; each step yields the elementary operations it took (see `DetectorMethod.updateCost`). */
export type Work<Result> = Generator<number, Result, void>;

/** Operations after which other work gets its turn: some milliseconds. */
export const sliceOperations = 1_000_000;

/**
 * Shows points to something, in steps of one slice at most.
 * @param operations elementary operations per point.
 */
export function* showPoints<Point>(
  points: readonly Point[],
  operations: number,
  show: (point: Point, at: number) => void,
): Work<void> {
  const size = Math.max(1, Math.floor(sliceOperations / operations));
  for (let from = 0; from < points.length; from += size) {
    const until = Math.min(from + size, points.length);
    for (let at = from; at < until; at += 1) show(points[at] as Point, at);
    yield (until - from) * operations;
  }
}

/** Does the work without a pause. */
export function doAtOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The callers that wait for their next slice, in the order they asked. */
const waiting: (() => void)[] = [];

function startNextSlice() {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(startNextSlice);
}

/**
 * Resolves in a later turn of the event loop, so that what arrived meanwhile is answered first. One caller
 * continues in each turn: however much long work there is, a request waits for one slice per turn.
 */
export function nextSlice(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(startNextSlice);
  });
}

/** Does the work with a pause whenever a slice is full, so that nothing waits for all of it. */
export async function doInSlices<Result>(
  work: Work<Result>,
  pause: () => Promise<void> = nextSlice,
): Promise<Result> {
  let operations = 0;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    operations += step.value;
    if (operations < sliceOperations) continue;
    operations = 0;
    await pause();
  }
}
