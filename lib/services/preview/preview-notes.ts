import type { PreviewInput } from '../../schemas/preview';
import type { ShownSeries } from './load-shown-series';

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** What was left out of a preview, in sentences. */
export function previewNotes(
  shown: ShownSeries[],
  count: number,
  loaded: number,
  measured: number,
  asked: PreviewInput,
): string[] {
  const notes: string[] = [];
  if (count === 0) notes.push('No series match yet; the detector would wait for their first points.');
  else if (shown.length === 0) notes.push('None of the matching series has points.');
  if (measured > 0 && measured < count)
    notes.push(
      `Worst, median and calm were chosen from ${measured} of the ${plural(count, 'series', 'series')} that match.`,
    );
  if (loaded < count && !asked.series_ids)
    notes.push(`Only ${plural(loaded, 'series', 'series')} were examined.`);
  const cut = shown.filter((one) => one.values.length < one.series.pointCount);
  if (cut.length > 0)
    notes.push(
      `Tried on at most the newest ${plural(Math.max(...cut.map(({ values }) => values.length)), 'point', 'points')} of a series, without late ones.`,
    );
  return notes;
}
