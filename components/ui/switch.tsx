'use client';

import { useId } from 'react';
import { Refusal } from './refusal';

interface SwitchProps {
  label: string;
  isOn: boolean;
  isBusy?: boolean;
  /** Why it cannot be switched, in a sentence. */
  refusal?: string | undefined;
  onChange: (isOn: boolean) => void;
}

/** A native checkbox with the role and the look of a switch. */
export function Switch({ label, isOn, isBusy = false, refusal, onChange }: SwitchProps) {
  const id = useId();
  const box = {
    id,
    type: 'checkbox',
    role: 'switch',
    'aria-label': label,
    'aria-checked': isOn,
    checked: isOn,
    className:
      'relative h-5 w-9 shrink-0 appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-surface before:transition-transform checked:bg-tide checked:before:translate-x-4 disabled:opacity-55 aria-disabled:opacity-55',
  };
  return (
    <label htmlFor={id} className="inline-flex min-h-8 items-center gap-2 text-xs text-ink-2">
      {refusal === undefined ? (
        <input {...box} disabled={isBusy} onChange={(event) => onChange(event.target.checked)} />
      ) : (
        <Refusal reason={refusal}>{(refused) => <input {...box} {...refused} readOnly />}</Refusal>
      )}
      <span aria-hidden className="w-6">
        {isOn ? 'On' : 'Off'}
      </span>
    </label>
  );
}
