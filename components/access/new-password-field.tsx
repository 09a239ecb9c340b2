'use client';

import { Field } from '@/components/ui/field';
import { SecretInput } from '@/components/ui/secret-input';

interface NewPasswordFieldProps {
  label?: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** Both are those of the server: see `passwordSchema`. */
const minLength = 10;
const maxLength = 128;

/** What is wrong with a new password, as far as the browser can tell. */
export function newPasswordError(password: string): string | undefined {
  const { length } = password;
  if (length < minLength)
    return `At least ${minLength} characters, please${length > 0 ? `: it has ${length}` : ''}.`;
  return length > maxLength ? `At most ${maxLength} characters, please: it has ${length}.` : undefined;
}

/** A password that is chosen: it can be seen, so it is typed once. */
export function NewPasswordField({ label = 'Password', value, error, onChange }: NewPasswordFieldProps) {
  return (
    <Field
      label={label}
      error={error}
      hint={`at least ${minLength} characters`}
      help="A few words that have nothing to do with each other are easy to keep and hard to guess."
    >
      {(control) => (
        <SecretInput
          {...control}
          name="new-password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
