const hour = 3_600_000;
const day = 24 * hour;

/** Lengths that can be chosen; they end at the newest point of the data, which may be years ago. */
export const presets = [
  { id: '1h', label: '1 h', ms: hour },
  { id: '24h', label: '24 h', ms: day },
  { id: '7d', label: '7 d', ms: 7 * day },
  { id: '30d', label: '30 d', ms: 30 * day },
  { id: '90d', label: '90 d', ms: 90 * day },
  { id: '1y', label: '1 y', ms: 365 * day },
] as const;
export type Preset = (typeof presets)[number];

export type RangeChoice =
  | { kind: 'all' }
  | { kind: 'preset'; preset: Preset }
  | { kind: 'custom'; fromMs: number; toMs: number };

/** What the API is asked for, epoch milliseconds. */
export interface RangeBounds {
  from?: number;
  to?: number;
}

/** First and newest point of a model's data. */
export interface DataExtent {
  firstMs: number;
  newestMs: number;
}

/**
 * Reads the choice from the query string of the page; what cannot be read is `all`. A stretch that was zoomed
 * into lies before the range that it was chosen in.
 */
export function readRange(query: { get(name: string): string | null }): RangeChoice {
  const fromMs = Date.parse(query.get('from') ?? '');
  const toMs = Date.parse(query.get('to') ?? '');
  if (fromMs < toMs && fromMs >= 0) return { kind: 'custom', fromMs, toMs };
  const preset = presets.find(({ id }) => id === query.get('range'));
  return preset ? { kind: 'preset', preset } : { kind: 'all' };
}

/** The choice as it stands in the query string. */
export function writeRange(choice: RangeChoice): Record<'range' | 'from' | 'to', string | null> {
  const nothing = { range: null, from: null, to: null };
  if (choice.kind === 'preset') return { ...nothing, range: choice.preset.id };
  if (choice.kind === 'all') return nothing;
  return {
    ...nothing,
    from: new Date(choice.fromMs).toISOString(),
    to: new Date(choice.toMs).toISOString(),
  };
}

/**
 * A preset begins at a whole step of this share of its length, half an hour for a day: its bounds, by which
 * points are kept, stay the same while new ones arrive.
 */
const stepShare = 1 / 48;

export function rangeBounds(choice: RangeChoice, extent: DataExtent): RangeBounds {
  if (choice.kind === 'all') return {};
  if (choice.kind === 'custom') return { from: choice.fromMs, to: choice.toMs };
  const stepMs = choice.preset.ms * stepShare;
  return { from: Math.max(0, Math.floor((extent.newestMs - choice.preset.ms) / stepMs) * stepMs) };
}

/** A zoom leaves the range before it in the query string, to go back to. */
export function writeZoom(fromMs: number, toMs: number): Record<'from' | 'to', string> {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** The stretch of time that a chart shows. */
export function rangeDomain(choice: RangeChoice, extent: DataExtent): [number, number] {
  const { from, to } = rangeBounds(choice, extent);
  return [from ?? extent.firstMs, to ?? extent.newestMs];
}

/** Presets shorter than the data; a longer one would show the same as `all`. */
export function usefulPresets(extent: DataExtent): Preset[] {
  return presets.filter(({ ms }) => ms < extent.newestMs - extent.firstMs);
}

/** The extent of several series, or null when there are no points at all. */
export function dataExtent(series: { first_ts: string | null; last_ts: string | null }[]): DataExtent | null {
  const firsts = series.flatMap(({ first_ts }) => (first_ts === null ? [] : [Date.parse(first_ts)]));
  const lasts = series.flatMap(({ last_ts }) => (last_ts === null ? [] : [Date.parse(last_ts)]));
  if (firsts.length === 0 || lasts.length === 0) return null;
  return { firstMs: Math.min(...firsts), newestMs: Math.max(...lasts) };
}

/** The value of a `datetime-local` control, which knows no zone, read as UTC. */
export function fromLocalInput(text: string): number {
  return Date.parse(`${text}Z`);
}

export function toLocalInput(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16);
}
