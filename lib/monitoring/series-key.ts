import type { Labels } from './metric-event';

/** What makes a series one series. */
export interface SeriesIdentity {
  readonly modelId: string;
  readonly metric: string;
  readonly labels?: Labels;
}

const noLabels = '{}';

/** Labels as JSON with sorted names: equal for equal labels, in whatever order they were written. */
export function canonicalLabels(labels: Labels | undefined): string {
  if (labels === undefined) return noLabels;
  const names = Object.keys(labels);
  if (names.length === 0) return noLabels;
  // The default sort compares code units; a locale would make the key depend on the machine.
  names.sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(labels[name])}`).join(',')}}`;
}

/**
 * One text per series, for maps and locks. The lengths in front make it unambiguous: ids are free text and
 * may hold any separator.
 */
export function seriesKey({ modelId, metric, labels }: SeriesIdentity): string {
  return `${modelId.length}:${modelId}${metric.length}:${metric}${canonicalLabels(labels)}`;
}
