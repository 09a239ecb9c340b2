'use client';

import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { formatCount } from '@/lib/format';
import type { Method } from '@/lib/schemas/detectors';
import type { Preview } from '@/lib/schemas/preview';
import { type Budget, budgets, budgetText, durationText } from './budget';
import { EditorSection } from './editor-section';

interface BudgetSectionProps {
  budget: Budget | null;
  method: Method | undefined;
  fired: Preview | undefined;
  isCurrent: boolean;
  onBudget: (budget: Budget | null) => void;
  /** The threshold itself, where it is set by hand. */
  threshold: ReactNode;
  /** The smallest change that matters. */
  minChange: ReactNode;
}

/** What the budget comes to for one series, and whether it can be kept. */
function Share({ fired }: { fired: Preview }) {
  const { calibration, calibration_note } = fired;
  if (!calibration) {
    return calibration_note === null ? null : <p>{calibration_note} Until then its default holds.</p>;
  }
  const { per_series, outcome, achieved, sentence } = calibration;
  return (
    <>
      <p>
        = one per {formatCount(Math.round(per_series.points), 'point')} of each, about one in{' '}
        {durationText(per_series.ms)}
      </p>
      {(outcome !== 'reached' || achieved !== null) && <p>{sentence}</p>}
    </>
  );
}

/** How often it may be wrong: stops of a scale, each a radio, so that arrow keys move along it. */
export function BudgetSection(props: BudgetSectionProps) {
  const { budget, method, fired, isCurrent, onBudget, threshold, minChange } = props;
  const isSolvable = method?.calibrated_param !== null;
  return (
    <EditorSection title="How often may it cry wolf">
      {isSolvable ? (
        <>
          <fieldset>
            <legend className="mb-2 text-ink-2">At most one false alarm in a</legend>
            <div className="relative grid grid-cols-6">
              <span aria-hidden className="absolute top-2 right-1/4 left-[8.333%] h-px bg-line-strong" />
              {[...budgets, { id: null, label: 'By hand' }].map(({ id, label }) => (
                <label
                  key={label}
                  className={classNames(
                    'relative flex min-h-10 cursor-pointer flex-col items-center gap-1 text-xs',
                    budget === id ? 'font-semibold text-ink' : 'text-ink-2',
                  )}
                >
                  <input
                    type="radio"
                    name="budget"
                    checked={budget === id}
                    onChange={() => onBudget(id)}
                    className="size-4 bg-surface accent-tide"
                  />
                  {label}
                </label>
              ))}
            </div>
          </fieldset>
          <div aria-live="polite" className={classNames('text-xs text-ink-2', !isCurrent && 'stale')}>
            {budget === null ? null : (
              <>
                <p className="text-sm text-ink">
                  {budgetText(budget, fired?.matching.series_count ?? null).replace(/^a/, 'A')}
                </p>
                {fired && <Share fired={fired} />}
              </>
            )}
          </div>
          {budget === null && threshold}
        </>
      ) : (
        <p className="text-ink-2">
          A limit of your own alarms whenever it is crossed; there is no chance in it.
        </p>
      )}
      {minChange}
    </EditorSection>
  );
}
