'use client';

import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';

export const controlClass =
  'w-full min-h-9 rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-drift';

/** What the control inside a field needs so that screen readers read its help and its error. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  className: string;
}

interface FieldProps {
  label: string;
  /** After the label, small: a unit or `optional`. */
  hint?: string;
  help?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with its help and its error. */
export function Field({ label, hint, help, error, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {hint && <span className="ml-1.5 font-normal text-ink-3">{hint}</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
        className: controlClass,
      })}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-drift">
          {error}
        </p>
      )}
      {help && (
        <div id={`${id}-help`} className="text-xs text-ink-3">
          {help}
        </div>
      )}
    </div>
  );
}
