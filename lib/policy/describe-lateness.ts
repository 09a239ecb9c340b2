/** Explains why the health of a series is `late`. `newestMs` is the time of its newest point. */
export function describeLateSeries(newestMs: number, nowMs: number): string {
  const newest = new Date(newestMs).toISOString();
  const reason = `Most points arrive late: they are older than the newest point (${newest}), so no detector sees them.`;
  if (newestMs <= nowMs) return reason;
  return `${reason} The newest point is ahead of the clock; delete the points that lie in the future.`;
}

/**
 * Explains why the health of a model is `late`. `seriesCount` is the number of its watched series that are
 * late.
 */
export function describeLateModel(seriesCount: number): string {
  return seriesCount === 1
    ? 'Most points of a series arrive late, so no detector sees them.'
    : `Most points of ${seriesCount} series arrive late, so no detector sees them.`;
}
