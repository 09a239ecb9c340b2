'use client';

import { useQuery } from '@tanstack/react-query';
import { usePageQuery } from '@/components/ui/use-page-query';
import type { Model } from '@/lib/schemas/models';
import { modelIncidentsQuery } from './queries';
import { dataExtent, rangeBounds, rangeDomain, readRange, writeRange } from './range';
import { RangePicker } from './range-picker';
import { SeriesCard } from './series-card';

/** Every series on one time range, which stands in the address; `all` is each series from its first point to its newest. */
export function ModelCharts({ model }: { model: Model }) {
  const { query, change } = usePageQuery();
  const incidents = useQuery(modelIncidentsQuery(model.id)).data?.items ?? [];
  const extent = dataExtent(model.series);
  if (!extent) return <p className="py-6 text-ink-2">This model has no points yet.</p>;

  const choice = readRange(query);
  const chosenDetectorIds = (query.get('detectors') ?? '').split(',').filter(Boolean);
  return (
    <section aria-label="Metrics" className="flex flex-col gap-4">
      <div className="z-20 -mx-1 rounded-md bg-ground px-1 py-1.5 md:sticky md:top-0">
        <RangePicker choice={choice} extent={extent} onChange={(next) => change(writeRange(next))} />
      </div>
      {model.series.map((series) => (
        <SeriesCard
          key={series.id}
          series={series}
          bounds={rangeBounds(choice, extent)}
          domain={rangeDomain(choice, choice.kind === 'all' ? (dataExtent([series]) ?? extent) : extent)}
          incidents={incidents.filter((incident) => incident.series_id === series.id)}
          chosenDetectorIds={chosenDetectorIds}
          onChooseDetectors={(ids) => change({ detectors: ids.join(',') })}
        />
      ))}
    </section>
  );
}
