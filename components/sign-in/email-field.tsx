import { Field } from '@/components/ui/field';

interface EmailFieldProps {
  value: string;
  error: string | undefined;
  help?: string;
  onChange: (email: string) => void;
}

/** The address with which somebody signs in, as password managers know it. */
export function EmailField({ value, error, help, onChange }: EmailFieldProps) {
  return (
    <Field label="E-mail" error={error} help={help}>
      {(control) => (
        <input
          {...control}
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
