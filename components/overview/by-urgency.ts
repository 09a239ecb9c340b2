import type { Health, Model, SeriesSummary } from '@/lib/schemas/models';

const healthRank: Record<Health, number> = {
  drift: 0,
  warning: 2,
  unwatched: 3,
  insufficient_data: 4,
  stable: 5,
};

/** A drift first, then a job that waits for a person, then what is merely worth a look. */
function rankOfModel(model: Model): number {
  const isWaiting = model.open_job?.status === 'pending_approval' || model.open_job?.status === 'deferred';
  return Math.min(healthRank[model.health], isWaiting ? 1 : 9);
}

/** Models that need a person first; equals by name, so that nothing moves between two refreshes without a reason. */
export function modelsByUrgency(models: Model[]): Model[] {
  return models.toSorted(
    (a, b) =>
      rankOfModel(a) - rankOfModel(b) ||
      b.open_incident_count - a.open_incident_count ||
      a.id.localeCompare(b.id, 'en'),
  );
}

export function seriesByUrgency(series: SeriesSummary[]): SeriesSummary[] {
  // What nobody watches goes last here; of a whole model it is worth a look.
  const rank = ({ open_incident_count, level }: SeriesSummary) =>
    open_incident_count > 0 ? 0 : level === null ? 9 : healthRank[level];
  return series.toSorted(
    (a, b) => rank(a) - rank(b) || a.metric.localeCompare(b.metric, 'en') || a.id - b.id,
  );
}

/** Models whose id or one of whose metrics contains every word. */
export function modelsMatching(models: Model[], search: string): Model[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = [model.id, ...model.metrics.map((metric) => metric.name)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
