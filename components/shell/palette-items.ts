import type { Detector } from '@/lib/schemas/detectors';
import type { Model } from '@/lib/schemas/models';
import type { Overview } from '@/lib/schemas/overview';

export interface PaletteItem {
  key: string;
  label: string;
  /** What tells it from others of the same name. */
  detail: string;
  href: string;
}

export interface PaletteGroup {
  title: string;
  items: PaletteItem[];
}

/** Of each kind so many are shown; more words find the others. */
const mostShown = 6;

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);

function found(items: PaletteItem[], words: string[]): PaletteItem[] {
  const hits: { item: PaletteItem; rank: number }[] = [];
  for (const item of items) {
    const text = `${item.label} ${item.detail}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const isPrefix = item.label.toLowerCase().startsWith(words[0] ?? '');
    hits.push({ item, rank: isPrefix ? 0 : 1 });
  }
  return hits
    .sort((one, other) => one.rank - other.rank)
    .slice(0, mostShown)
    .map(({ item }) => item);
}

const modelHref = (id: string) => `/models/${encodeURIComponent(id)}`;

function labelsText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

interface PaletteSources {
  overview: Overview | undefined;
  detectors: Detector[] | undefined;
  /** What the server found for the words. */
  seriesModels: Model[] | undefined;
}

/**
 * What fits the words, kind by kind; without words the changes that are open, and the models that need
 * attention most.
 */
export function paletteGroups(
  text: string,
  { overview, detectors, seriesModels }: PaletteSources,
): PaletteGroup[] {
  const words = wordsOf(text);
  const incidents = (overview?.changes ?? []).map((change) => ({
    key: `incident ${change.incident_id}`,
    label: `${change.model_id} · ${change.metric}`,
    detail: labelsText(change.labels),
    href: `/incidents/${change.incident_id}`,
  }));
  const models = (overview?.rows ?? []).map((row) => ({
    key: `model ${row.id}`,
    label: row.id,
    detail: row.health === 'insufficient_data' ? 'learning' : row.health,
    href: modelHref(row.id),
  }));
  const jobs = (overview?.rows ?? []).flatMap(({ id, open_job: job }) =>
    job
      ? [
          {
            key: `job ${job.id}`,
            label: `Retrain ${id}`,
            detail: job.status.replaceAll('_', ' '),
            href: `/queue#job-${job.id}`,
          },
        ]
      : [],
  );
  const series = (seriesModels ?? []).flatMap((model) =>
    model.series.map((one) => ({
      key: `series ${one.id}`,
      label: `${model.id} · ${one.metric}`,
      detail: labelsText(one.labels),
      href: `${modelHref(model.id)}?metric=${encodeURIComponent(one.metric)}#series-${one.id}`,
    })),
  );
  const rules = (detectors ?? []).map((detector) => ({
    key: `detector ${detector.id}`,
    label: detector.name,
    detail: detector.method.replaceAll('_', ' '),
    href: `/detectors/${detector.id}`,
  }));
  return [
    { title: 'Models', items: found(models, words) },
    { title: 'Incidents', items: found(incidents, words) },
    // The server has searched; all words are somewhere in the model, though not in each of its series.
    { title: 'Series', items: words.length === 0 ? [] : found(series, words) },
    { title: 'Jobs', items: found(jobs, words) },
    { title: 'Detectors', items: words.length === 0 ? [] : found(rules, words) },
  ].filter(({ items }) => items.length > 0);
}
