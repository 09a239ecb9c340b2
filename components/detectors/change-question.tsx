'use client';

import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { DetectorChange } from '@/lib/schemas/detector-change';
import { SeriesName } from './series-name';

interface ChangeQuestionProps {
  /** What would be done: `Switch off “Accuracy falls”`. */
  title: string;
  /** The same as a button: `Switch off`. */
  verb: string;
  change: DetectorChange;
  isDeletion: boolean;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

const linkClass = 'text-tide underline-offset-2 hover:underline';

/** Asks before open incidents are ended, and names them. */
export function ChangeQuestion(props: ChangeQuestionProps) {
  const { change, isDeletion, isPending, error } = props;
  const { incidents, incident_count: count, series_count: watched } = change;
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <div className="flex flex-col gap-3">
        {count === 0 ? (
          <p>It has no open incident.</p>
        ) : (
          <>
            <p>
              <strong>{formatCount(count, 'open incident')}</strong> will be resolved:
            </p>
            <ul
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
              tabIndex={0}
              aria-label="Incidents that will be resolved"
              className="max-h-56 overflow-y-auto rounded-md border border-line px-3 py-1"
            >
              {incidents.map((incident) => (
                <li key={incident.id} className="flex flex-wrap items-baseline justify-between gap-x-3 py-1">
                  <Link href={`/incidents/${incident.id}`} target="_blank" className={linkClass}>
                    <SeriesName series={incident} />
                  </Link>
                  <span className="text-xs text-ink-3">
                    <Instant iso={incident.onset_ts ?? incident.opened_ts} as="age" />
                  </span>
                </li>
              ))}
              {count > incidents.length && (
                <li className="py-1 text-ink-3">
                  and {formatCount(count - incidents.length, 'more', 'more')}
                </li>
              )}
            </ul>
          </>
        )}
        <p className="text-ink-2">
          {isDeletion && `It watches ${formatCount(watched, 'series', 'series')}. `}
          Incidents with their evidence, points and retrain jobs stay. You can undo it
          {isDeletion ? ' for an hour' : ''}: what is still in drift is then open again.
        </p>
        {error && <Notice kind="error">{error.message}</Notice>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={props.onClose}>Leave it as it is</Button>
          <Button look={isDeletion ? 'danger' : 'primary'} disabled={isPending} onClick={props.onConfirm}>
            {isPending ? 'Working…' : props.verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
