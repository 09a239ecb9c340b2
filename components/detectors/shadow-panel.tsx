'use client';

import { useQuery } from '@tanstack/react-query';
import { useRefusal } from '@/components/access/access';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { Detector } from '@/lib/schemas/detectors';
import { timesText } from './fired';
import { episodesQuery, mostEpisodes } from './queries';
import { SeriesName } from './series-name';
import type { AskedChange } from './use-detector-change';

interface ShadowPanelProps {
  shadow: Detector;
  /** Live detectors that watch by the same patterns. */
  beside: Detector[];
  isPending: boolean;
  onChange: (asked: AskedChange) => void;
}

function countText(count: number): string {
  return count === mostEpisodes ? `the last ${count}` : timesText(count);
}

function Episodes({ detector, title }: { detector: Detector; title: string }) {
  const { data, error, refetch } = useQuery(episodesQuery(detector.id));
  return (
    <div className="min-w-0">
      <h3 className="font-medium">
        {title}
        {data && <span className="ml-2 font-normal text-ink-3">{countText(data.items.length)}</span>}
      </h3>
      {error && !data && (
        <Notice kind="error" onRetry={() => void refetch()}>
          What it has found could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.items.length === 0 && <p className="py-1 text-ink-2">Nothing so far.</p>}
      {data && data.items.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
          tabIndex={0}
          aria-label={title}
          className="max-h-64 overflow-y-auto"
        >
          {data.items.map((episode) => (
            <li
              key={`${episode.series_id} ${episode.from_ts}`}
              className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line py-1"
            >
              <Link
                href={`/models/${encodeURIComponent(episode.model_id)}?metric=${encodeURIComponent(episode.metric)}`}
                className="min-w-0 underline-offset-2 hover:underline"
              >
                <SeriesName series={episode} />
              </Link>
              <span className="text-xs text-ink-2">
                <Instant iso={episode.from_ts} />
                {' – '}
                {episode.to_ts === null ? 'still' : <Instant iso={episode.to_ts} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a shadow would have said, beside what the live one says, and the click that makes it live. */
export function ShadowPanel({ shadow, beside, isPending, onChange }: ShadowPanelProps) {
  const refusal = useRefusal('manage_detectors', { pattern: shadow.model_pattern });
  return (
    <section
      aria-labelledby="shadow-title"
      className="mb-6 flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h2 id="shadow-title" className="text-base font-semibold">
            It judges in silence
          </h2>
          <p className="text-ink-2">No incidents and no jobs come of it until it is made live.</p>
        </div>
        <Button
          look="primary"
          disabled={isPending}
          refusal={refusal}
          onClick={() =>
            onChange({
              detector: shadow,
              patch: { mode: 'live' },
              title: `Make “${shadow.name}” live?`,
              verb: 'Make it live',
              done: `“${shadow.name}” is live.`,
            })
          }
        >
          Make it live
        </Button>
      </div>
      <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
        <Episodes detector={shadow} title="Would have opened incidents" />
        {beside.map((live) => (
          <Episodes key={live.id} detector={live} title={`Live: ${live.name}`} />
        ))}
      </div>
    </section>
  );
}
