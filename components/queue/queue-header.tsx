'use client';

import { classNames } from '@/components/ui/class-names';
import { PageHeader } from '@/components/ui/page-header';
import type { JobPage } from '@/lib/schemas/jobs';
import { type Part, partNames } from './queries';

const partWords: Record<Part, string> = { waiting: 'Waiting', active: 'Under way', past: 'Past' };

function Capacity({ queue: { used, capacity } }: { queue: JobPage['queue'] }) {
  const isFull = used >= capacity;
  return (
    <p className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-raised">
        <span
          className={classNames('block h-full rounded-full', isFull ? 'bg-warning' : 'bg-tide')}
          style={{ width: `${Math.min(100, (100 * used) / capacity)}%` }}
        />
      </span>
      <span className={isFull ? 'font-medium text-warning' : 'text-ink-2'}>
        {used} of {capacity} places taken
        {isFull && '; further jobs wait until one is free'}
      </span>
    </p>
  );
}

interface QueueHeaderProps {
  /** On a narrow screen an open job has the whole of it. */
  isAside: boolean;
  part: Part;
  /** How many there are in this part, `100+` while not all are loaded; null until it is known. */
  count: string | null;
  queue: JobPage['queue'] | undefined;
  onShow: (part: Part) => void;
}

/** Which part of the queue is shown, and how full it is. */
export function QueueHeader({ isAside, part, count, queue, onShow }: QueueHeaderProps) {
  return (
    <div className={classNames(isAside && 'max-lg:hidden')}>
      <PageHeader title="Retrain queue" actions={queue && <Capacity queue={queue} />} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser */}
      <div role="group" aria-label="Part of the queue" className="mb-3 flex gap-1">
        {partNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === part}
            onClick={() => onShow(name)}
            className={classNames(
              'min-h-8 rounded-md px-2.5',
              name === part ? 'bg-tide-soft font-medium text-tide' : 'text-ink-2 hover:bg-raised',
            )}
          >
            {partWords[name]}{' '}
            {name === part && count !== null && <span className="font-mono text-xs">{count}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}
