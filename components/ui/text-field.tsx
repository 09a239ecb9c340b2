'use client';

import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { Field } from './field';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  label: string;
  /** After the label, small: a unit or `optional`. */
  hint?: string;
  help?: ReactNode;
  error: string | undefined;
  value: string;
  onText: (text: string) => void;
}

/** A labelled line of text, which browsers do not fill in unless `autoComplete` says with what. */
export function TextField({ label, hint, help, error, value, onText, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} {...(hint !== undefined && { hint })} help={help} error={error}>
      {(control) => (
        <input
          autoComplete="off"
          maxLength={200}
          {...input}
          {...control}
          value={value}
          onChange={(event) => onText(event.target.value)}
          className={classNames(control.className, className)}
        />
      )}
    </Field>
  );
}
