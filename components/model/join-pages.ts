import type { Model } from '@/lib/schemas/models';

/**
 * A model with the series of all its pages, each once: one whose place changed between two pages is on both,
 * or on neither until they are fetched again.
 */
export function joinPages(pages: Model[]): Model | undefined {
  const [first] = pages;
  if (!first) return undefined;
  const series = new Map(pages.flatMap((page) => page.series.map((one) => [one.id, one])));
  return { ...first, series: [...series.values()] };
}
