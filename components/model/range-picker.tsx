'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Field } from '@/components/ui/field';
import {
  type DataExtent,
  fromLocalInput,
  type RangeChoice,
  rangeDomain,
  toLocalInput,
  usefulPresets,
} from './range';

interface RangePickerProps {
  choice: RangeChoice;
  extent: DataExtent;
  onChange: (choice: RangeChoice) => void;
}

interface CustomRangeProps {
  domain: [number, number];
  onApply: (fromMs: number, toMs: number) => void;
}

function CustomRange({ domain, onApply }: CustomRangeProps) {
  const [from, setFrom] = useState(toLocalInput(domain[0]));
  const [to, setTo] = useState(toLocalInput(domain[1]));
  const [error, setError] = useState<string>();
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const [fromMs, toMs] = [fromLocalInput(from), fromLocalInput(to)];
    if (fromMs < toMs) {
      setError(undefined);
      onApply(fromMs, toMs);
    } else {
      setError('“From” must be a time before “To”.');
    }
  };
  return (
    <form onSubmit={apply} className="flex w-full flex-wrap items-start gap-3 pt-1">
      <Field label="From" hint="UTC" error={error}>
        {(control) => (
          <input
            type="datetime-local"
            {...control}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field label="To" hint="UTC">
        {(control) => (
          <input
            type="datetime-local"
            {...control}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" className="mt-6">
        Show range
      </Button>
    </form>
  );
}

const optionClass = (isChosen: boolean) =>
  classNames(
    'min-h-8 rounded-md px-1.5 text-sm whitespace-nowrap sm:px-2.5',
    isChosen ? 'bg-tide-soft font-medium text-tide' : 'text-ink-2 hover:bg-raised hover:text-ink',
  );

export function RangePicker({ choice, extent, onChange }: RangePickerProps) {
  const [isCustomOpen, setIsCustomOpen] = useState(choice.kind === 'custom');
  const choose = (next: RangeChoice) => {
    setIsCustomOpen(false);
    onChange(next);
  };
  const domain = rangeDomain(choice, extent);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div role="group" aria-label="Time range" className="flex flex-wrap items-center gap-0.5 sm:gap-1">
      {usefulPresets(extent).map((preset) => {
        const isChosen = choice.kind === 'preset' && choice.preset.id === preset.id;
        return (
          <button
            key={preset.id}
            type="button"
            aria-pressed={isChosen}
            title={`The last ${preset.label} of the data`}
            onClick={() => choose({ kind: 'preset', preset })}
            className={optionClass(isChosen)}
          >
            {preset.label}
          </button>
        );
      })}
      <button
        type="button"
        aria-pressed={choice.kind === 'all'}
        onClick={() => choose({ kind: 'all' })}
        className={optionClass(choice.kind === 'all')}
      >
        All
      </button>
      <button
        type="button"
        aria-pressed={choice.kind === 'custom'}
        aria-expanded={isCustomOpen}
        onClick={() => setIsCustomOpen(!isCustomOpen)}
        className={optionClass(choice.kind === 'custom')}
      >
        Custom…
      </button>
      {isCustomOpen && (
        <CustomRange
          key={domain.join()}
          domain={domain}
          onApply={(fromMs, toMs) => onChange({ kind: 'custom', fromMs, toMs })}
        />
      )}
    </div>
  );
}
