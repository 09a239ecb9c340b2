import { Field } from '@/components/ui/field';
import type { AdoptRule } from '@/lib/schemas/detectors';

interface AdoptControlsProps {
  rule: AdoptRule;
  days: string;
  daysError: string | undefined;
  onRule: (rule: AdoptRule) => void;
  onDays: (days: string) => void;
}

const rules: { rule: AdoptRule; label: string }[] = [
  { rule: 'on_completion', label: 'When a retrain succeeded' },
  { rule: 'after_days', label: 'Some days after the incident opened' },
  { rule: 'never', label: 'Only when a person says so' },
];

/** When the detector takes a new level as normal by itself. */
export function AdoptControls({ rule, days, daysError, onRule, onDays }: AdoptControlsProps) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">After an incident</legend>
      <Field
        label="Take the new level as normal"
        help="That ends the incident; the next change is measured from the new level. Until then a clear worsening is told."
      >
        {(control) => (
          <select {...control} value={rule} onChange={(event) => onRule(event.target.value as AdoptRule)}>
            {rules.map((one) => (
              <option key={one.rule} value={one.rule}>
                {one.label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {rule === 'after_days' && (
        <Field label="Days" error={daysError} help="1 to 3,650, by the times of the points.">
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              value={days}
              onChange={(event) => onDays(event.target.value)}
            />
          )}
        </Field>
      )}
    </fieldset>
  );
}
