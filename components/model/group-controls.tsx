'use client';

import { startTransition, useId, useOptimistic } from 'react';
import { changePageQuery } from '@/components/ui/use-page-query';
import type { SeriesSummary } from '@/lib/schemas/models';
import { groupsByLabel, varyingLabels } from './metric-groups';
import type { Grouping } from './page-state';

interface GroupControlsProps {
  series: SeriesSummary[];
  grouping: Grouping;
}

const select =
  'min-h-8 max-w-44 truncate rounded-md border border-line-strong bg-surface px-2 text-sm text-ink';
/** A label with more values than this is rather an id. */
const mostValues = 40;

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, text: string][];
  onChoose: (value: string) => void;
}

/**
 * The address is drawn a moment later than a control that changes it: until then the control shows what was
 * chosen.
 */
function useChosen<Value>(value: Value, onChoose: (value: Value) => void) {
  const [chosen, setChosen] = useOptimistic(value);
  const choose = (next: Value) =>
    startTransition(() => {
      setChosen(next);
      onChoose(next);
    });
  return [chosen, choose] as const;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId();
  const [chosen, choose] = useChosen(value, onChoose);
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-ink-2">
        {label}
      </label>
      <select id={id} value={chosen} onChange={(event) => choose(event.target.value)} className={select}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}

function SideBySide({ isOn }: { isOn: boolean }) {
  const [isChecked, check] = useChosen(isOn, (next) => changePageQuery({ side: next ? '1' : null }));
  return (
    <label className="flex min-h-8 items-center gap-1.5">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => check(event.target.checked)}
        className="size-4 accent-tide"
      />
      Side by side
    </label>
  );
}

/** Groups the series by a label, and compares two of its values. */
export function GroupControls({ series, grouping }: GroupControlsProps) {
  const names = varyingLabels(series);
  if (names.length === 0) return null;
  const { label, compared, isSideBySide } = grouping;
  const values =
    label === null
      ? []
      : groupsByLabel(series, label)
          .flatMap(({ value }) => (value === null ? [] : [value]))
          .slice(0, mostValues);
  const compare = (first: string, second: string) =>
    changePageQuery({ vs: first && second && first !== second ? `${first}~${second}` : null });
  const [newest = '', older = ''] = values;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <Choice
        label="Group by"
        value={label ?? ''}
        options={[['', 'nothing'], ...names.map((name): [string, string] => [name, name])]}
        onChoose={(next) => changePageQuery({ group: next, vs: null, side: null })}
      />
      {label !== null && <SideBySide isOn={isSideBySide} />}
      {label !== null && values.length > 1 && (
        <>
          <Choice
            label="Compare"
            value={compared?.[0] ?? ''}
            options={[['', 'nothing'], ...values.map((value): [string, string] => [value, value])]}
            onChoose={(first) => compare(first, compared?.[1] ?? (first === newest ? older : newest))}
          />
          {compared && (
            <Choice
              label="with"
              value={compared[1]}
              options={values
                .filter((value) => value !== compared[0])
                .map((value): [string, string] => [value, value])}
              onChoose={(second) => compare(compared[0], second)}
            />
          )}
        </>
      )}
    </span>
  );
}
