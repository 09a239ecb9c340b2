import { Field } from '@/components/ui/field';
import type { MinChangeUnit } from '@/lib/schemas/detectors';

interface MinChangeControlProps {
  text: string;
  unit: MinChangeUnit;
  error: string | undefined;
  onText: (text: string) => void;
  onUnit: (unit: MinChangeUnit) => void;
}

const help =
  'A drift whose estimated change is smaller is a warning at most. Percent are of the mean of the reference. Empty: every change matters.';

/** The smallest change that matters: a number and what it counts. */
export function MinChangeControl({ text, unit, error, onText, onUnit }: MinChangeControlProps) {
  return (
    <Field label="Ignore changes smaller than" error={error} help={help} hint="optional">
      {(control) => (
        <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
          <input
            {...control}
            inputMode="decimal"
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
          <select
            aria-label="Unit of the smallest change"
            className={control.className}
            value={unit}
            onChange={(event) => onUnit(event.target.value as MinChangeUnit)}
          >
            <option value="absolute">metric's unit</option>
            <option value="percent">%</option>
          </select>
        </span>
      )}
    </Field>
  );
}
