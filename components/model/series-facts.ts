import type { SeriesSummary } from '@/lib/schemas/models';

const day = 86_400_000;

/** The value a day before the newest one, where the last 40 values reach so far back; else undefined. */
export function valueADayBefore({ sparkline }: Pick<SeriesSummary, 'sparkline'>): number | undefined {
  const newest = sparkline.offsets_ms.at(-1) ?? 0;
  const at = sparkline.offsets_ms.findLastIndex((offset) => offset <= newest - day);
  return at === -1 ? undefined : sparkline.values[at];
}
