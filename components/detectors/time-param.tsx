import { Field } from '@/components/ui/field';
import type { ParamField } from './param-fields';

interface TimeParamProps {
  field: ParamField;
  /** Epoch milliseconds as the API takes them; empty: not set. */
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

/** `2026-11-02T00:00`, what a picker holds, of the API's number. */
export function toPickerTime(text: string): string {
  const ms = Number(text);
  return text.trim() === '' || !Number.isFinite(ms) ? '' : new Date(ms).toISOString().slice(0, 16);
}

/** The API's number of what a picker holds; empty where nothing is chosen. */
export function fromPickerTime(picked: string): string {
  const ms = Date.parse(`${picked}Z`);
  return Number.isNaN(ms) ? '' : String(ms);
}

/** A time as a picker, in UTC. */
export function TimeParam({ field, text, error, onChange }: TimeParamProps) {
  return (
    <Field label={field.label} error={error} help={field.help} hint="UTC, optional">
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={toPickerTime(text)}
          onChange={(event) => onChange(fromPickerTime(event.target.value))}
        />
      )}
    </Field>
  );
}
