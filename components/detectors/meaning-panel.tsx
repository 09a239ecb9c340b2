'use client';

import { AlertTriangle, CircleCheck, CircleSlash } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Field } from '@/components/ui/field';
import { Skeleton } from '@/components/ui/skeleton';
import { useTimeZone } from '@/components/ui/time-zone';
import { formatCount, formatInstant, formatUnit } from '@/lib/format';
import type { Preview } from '@/lib/schemas/preview';
import { powerText, shiftText } from './meaning';
import { sentenceInZone } from './sentence-in-zone';

export interface ReferenceRange {
  from: string;
  to: string;
}

interface MeaningPanelProps {
  meaning: Preview | undefined;
  isCurrent: boolean;
  /** Nothing can be worked out yet: no series or too few points. */
  isEmpty: boolean;
  shift: string;
  onShift: (text: string) => void;
  reference: ReferenceRange | null;
  onReference: (range: ReferenceRange | null) => void;
}

function Power({ power, unit }: { power: Preview['power']; unit: string | null }) {
  return (
    <ul className="flex flex-col gap-1">
      {power
        .toSorted((a, b) => Math.abs(b.shift) - Math.abs(a.shift))
        .map((one) => {
          const { text, detail, isFound } = powerText(one);
          const Icon = isFound ? CircleCheck : CircleSlash;
          return (
            <li key={one.shift} title={one.sentence} className="flex items-baseline gap-2">
              <Icon
                aria-hidden
                className={classNames('size-4 shrink-0 self-center', isFound ? 'text-stable' : 'text-ink-3')}
              />
              <span>
                Finds {shiftText(one.shift, unit)} <strong>{text}</strong>
                {detail && <span className="text-xs text-ink-3"> ({detail})</span>}
              </span>
            </li>
          );
        })}
    </ul>
  );
}

function Quality({
  quality,
  reference,
  onReference,
}: { quality: NonNullable<Preview['quality']> } & Pick<MeaningPanelProps, 'reference' | 'onReference'>) {
  const { zone } = useTimeZone();
  const { findings, window } = quality;
  const day = (iso: string) => formatInstant(Date.parse(iso), zone);
  return (
    <>
      {findings.map(({ kind, sentence, from_ts }) => (
        <p key={`${kind} ${from_ts} ${sentence}`} className="flex gap-2 text-warning">
          <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">{sentenceInZone(sentence, zone)}</span>
        </p>
      ))}
      {window && (
        <div className="flex flex-wrap items-center gap-2 text-ink-2">
          <span>
            Better: {day(window.from)} to {day(window.to)}, {formatCount(window.sample_count, 'point')}.
          </span>
          <Button className="min-h-8 py-1" onClick={() => onReference({ from: window.from, to: window.to })}>
            Apply
          </Button>
        </div>
      )}
      {reference && (
        <div className="flex flex-wrap items-center gap-2 text-ink-2">
          <span>
            Worked out from {day(reference.from)} to {day(reference.to)}.
          </span>
          <Button look="quiet" className="min-h-8 py-1" onClick={() => onReference(null)}>
            Use the first points again
          </Button>
        </div>
      )}
    </>
  );
}

/**
 * What the choice comes to: how soon it finds a change of which size, and whether what it learns from is fit.
 */
export function MeaningPanel(props: MeaningPanelProps) {
  const { meaning, isCurrent, isEmpty, shift, onShift } = props;
  const of = meaning?.series.find(({ series_id }) => series_id === meaning.reference?.series_id);
  const unit = formatUnit(of?.unit ?? null);
  return (
    <section aria-labelledby="meaning-title" className="flex flex-col gap-3">
      <h2 id="meaning-title" className="text-base font-semibold">
        What it means
      </h2>
      {isEmpty ? (
        <p className="text-ink-2">As soon as there are points, this says how soon it would find a change.</p>
      ) : (
        <>
          <div
            aria-busy={!isCurrent}
            className={classNames('flex min-h-20 flex-col gap-2', !isCurrent && 'stale')}
          >
            {!meaning && <Skeleton className="h-20" />}
            {meaning && meaning.power.length === 0 && (
              <p className="text-ink-2">
                Too few points to tell how soon it would find a change: {meaning.reference?.sample_count ?? 0}{' '}
                so far.
              </p>
            )}
            {meaning && <Power power={meaning.power} unit={of?.unit ?? null} />}
            {meaning?.quality && <Quality quality={meaning.quality} {...props} />}
          </div>
          <Field
            label="A change that matters to me"
            hint={unit === '' ? "in the metric's unit" : unit}
            className="max-w-80"
          >
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                value={shift}
                placeholder="0.05"
                onChange={(event) => onShift(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </section>
  );
}
