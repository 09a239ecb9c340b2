/** As many as colours that can be told apart. */
export const mostLines = 8;

interface Series {
  id: number;
}

/** The series of a metric that are drawn one by one: those that were chosen for it, else the first ones. */
export function chosenLines<S extends Series>(series: S[], chosenIds: number[]): S[] {
  const chosen = series.filter(({ id }) => chosenIds.includes(id)).slice(0, mostLines);
  return chosen.length > 0 ? chosen : series.slice(0, mostLines);
}

/**
 * The chosen lines of a page after one of this metric was put on or taken off; those of other metrics stay.
 */
export function withLine<S extends Series>(series: S[], chosenIds: number[], id: number): number[] {
  const ofMetric = new Set(series.map((one) => one.id));
  const others = chosenIds.filter((one) => !ofMetric.has(one));
  const drawn = chosenLines(series, chosenIds).map((one) => one.id);
  const next = drawn.includes(id) ? drawn.filter((one) => one !== id) : [...drawn, id].slice(-mostLines);
  const areFirst =
    next.length === Math.min(mostLines, series.length) && next.every((one, at) => series[at]?.id === one);
  return areFirst || next.length === 0 ? others : [...others, ...next];
}
