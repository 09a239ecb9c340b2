import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { memo } from 'react';
import { Instant } from '@/components/charts/instant';
import { LevelBadge } from '@/components/charts/level-badge';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatCount, formatStatus } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import { MetricTile } from './metric-tile';

/** Drawn again only when its model has changed, and laid out only when it is on the screen or nearly: there may be a thousand. */
export const ModelCard = memo(function ModelCard({ model }: { model: Model }) {
  const href = `/models/${encodeURIComponent(model.id)}`;
  const hiddenCount = model.series_count - model.series.length;
  return (
    <Card
      as="li"
      className="[contain-intrinsic-size:auto_7.5rem] [content-visibility:auto] lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 px-4 pt-3 pb-1 lg:flex-col lg:flex-nowrap lg:items-start lg:pb-3">
        <h2 className="min-w-0 text-base leading-tight font-semibold break-all">
          <Link href={href} className="underline-offset-2 hover:underline">
            {model.id}
          </Link>
        </h2>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <LevelBadge level={model.health} />
          {model.open_incident_count > 0 && (
            <span className="text-xs text-drift">
              {formatCount(model.open_incident_count, 'open incident')}
            </span>
          )}
          {model.last_ts && (
            <span className="text-xs text-ink-3">
              newest point <Instant iso={model.last_ts} as="age" />
            </span>
          )}
        </div>
        {model.open_job && (
          <Link href={`/queue#job-${model.open_job.id}`} className="rounded">
            <Badge tone="active" icon={Inbox}>
              Retrain {formatStatus(model.open_job.status)}
            </Badge>
          </Link>
        )}
      </div>
      <div className="min-w-0 p-1">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,12.5rem),1fr))]">
          {model.series.map((one) => (
            <MetricTile key={one.id} series={one} href={`${href}#series-${one.id}`} />
          ))}
        </ul>
        {hiddenCount > 0 && (
          <Link href={href} className="mx-3 mb-2 inline-block text-tide underline-offset-2 hover:underline">
            {formatCount(hiddenCount, 'more metric')}
          </Link>
        )}
      </div>
    </Card>
  );
});
