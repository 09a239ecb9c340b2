import { decimalsOf } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';

/** The series of one metric, those that need attention most first. */
export interface MetricGroup {
  metric: string;
  unit: string | null;
  decimals: number;
  series: SeriesSummary[];
}

/** One group per metric, in the order in which they need attention. */
export function metricGroups(series: SeriesSummary[]): MetricGroup[] {
  const byMetric = new Map<string, SeriesSummary[]>();
  for (const one of series) {
    const group = byMetric.get(one.metric);
    if (group) group.push(one);
    else byMetric.set(one.metric, [one]);
  }
  return [...byMetric].map(([metric, members]) => ({
    metric,
    unit: members[0]?.unit ?? null,
    decimals: decimalsOf(
      members[0]?.unit ?? null,
      members.flatMap((one) => one.sparkline.values),
    ),
    series: members,
  }));
}

/** `region=eu version=2026.11`; of a series without labels `no labels`. */
export function labelText(labels: Record<string, string>): string {
  const text = Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return text === '' ? 'no labels' : text;
}

/** The metric with its labels, as a chart is named. */
export function seriesName({ metric, labels }: Pick<SeriesSummary, 'metric' | 'labels'>): string {
  return Object.keys(labels).length === 0 ? metric : `${metric} ${labelText(labels)}`;
}

/** The names of labels in which the series differ, most telling first: those with the fewest values. */
export function varyingLabels(series: Pick<SeriesSummary, 'labels'>[]): string[] {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))];
  return names
    .map((name) => ({ name, values: new Set(series.map(({ labels }) => labels[name] ?? '')).size }))
    .filter(({ values }) => values > 1)
    .sort((a, b) => a.values - b.values || a.name.localeCompare(b.name))
    .map(({ name }) => name);
}

/** What tells a series from the others of its metric: only the values of labels that differ. */
export function shortName(labels: Record<string, string>, varying: string[]): string {
  const text = varying.map((name) => labels[name] ?? '–').join(' · ');
  return text === '' ? labelText(labels) : text;
}

/**
 * The values of one label, newest version first, with the series that have them; those without it come last.
 */
export function groupsByLabel<S extends Pick<SeriesSummary, 'labels'>>(
  series: S[],
  name: string,
): { value: string | null; series: S[] }[] {
  const groups = new Map<string | null, S[]>();
  for (const one of series) {
    const value = one.labels[name] ?? null;
    groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  const order = new Intl.Collator('en', { numeric: true });
  return [...groups]
    .map(([value, members]) => ({ value, series: members }))
    .sort((a, b) => (a.value === null ? 1 : b.value === null ? -1 : order.compare(b.value, a.value)));
}

/** Series of two values of a label that have the same other labels: what can be compared one with one. */
export function pairsOf<S extends Pick<SeriesSummary, 'labels'>>(
  series: S[],
  name: string,
  [first, second]: readonly [string, string],
): { key: string; a: S; b: S }[] {
  const keyOf = ({ labels }: S) =>
    labelText(
      Object.fromEntries(
        Object.entries(labels)
          .filter(([label]) => label !== name)
          .sort(),
      ),
    );
  const seconds = new Map(
    series.filter(({ labels }) => labels[name] === second).map((one) => [keyOf(one), one]),
  );
  return series
    .filter(({ labels }) => labels[name] === first)
    .flatMap((a) => {
      const b = seconds.get(keyOf(a));
      return b ? [{ key: keyOf(a), a, b }] : [];
    })
    .sort((x, y) => x.key.localeCompare(y.key, 'en', { numeric: true }));
}
