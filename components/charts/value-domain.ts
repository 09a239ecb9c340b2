import type { ChartRow } from './chart-rows';

/** Horizontal marks that the chart would like to show beside the data. */
export interface Extent {
  low: number;
  high: number;
}

/** How many times the data's own extent a mark may stretch the axis before it is left outside. */
const maxStretch = 3;

function extentOf(values: number[]): Extent | null {
  if (values.length === 0) return null;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/**
 * The extent of the values, stretched to the marks (a reference band, a threshold) as long as the data stay
 * legible.
 */
export function stretchedExtent(data: Extent, marks: (number | null)[]): Extent {
  const span = data.high - data.low || Math.abs(data.high) * 0.1 || 1;
  const stretched = { ...data };
  for (const mark of marks) {
    if (mark === null || mark < data.low - maxStretch * span || mark > data.high + maxStretch * span) {
      continue;
    }
    stretched.low = Math.min(stretched.low, mark);
    stretched.high = Math.max(stretched.high, mark);
  }
  return stretched;
}

export function valueExtent(rows: ChartRow[]): Extent | null {
  return extentOf(rows.flatMap((row) => row.band ?? []));
}

/**
 * Statistic and threshold belong together, and most statistics are distances: zero is part of the picture.
 */
export function statisticExtent(rows: ChartRow[]): Extent | null {
  const extent = extentOf(
    rows.flatMap((row) => [row.statistic, row.threshold].filter((value) => value !== null)),
  );
  return extent && { low: Math.min(0, extent.low), high: extent.high };
}
