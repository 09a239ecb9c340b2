import { Field } from '@/components/ui/field';
import { isTime, limitsText, type ParamField } from './param-fields';
import { TimeParam } from './time-param';

interface ParamControlProps {
  field: ParamField;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

function helpOf(field: ParamField): string {
  const limits = limitsText(field);
  return [
    field.help,
    limits && `${limits.charAt(0).toUpperCase()}${limits.slice(1)}.`,
    field.defaultText !== '' && `Default ${field.defaultText}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

const choiceText = (choice: string) => choice.charAt(0).toUpperCase() + choice.slice(1).replaceAll('_', ' ');

/**
 * One param with its label, unit, help, limits and default. Numbers are typed as text: no wheel changes them
 * by chance.
 */
export function ParamControl({ field, text, error, onChange }: ParamControlProps) {
  if (isTime(field)) return <TimeParam field={field} text={text} error={error} onChange={onChange} />;
  const choices = field.kind === 'boolean' ? ['true', 'false'] : field.choices;
  const names: Record<string, string> = { true: 'Yes', false: 'No' };
  const hint = [field.unit, field.isNullable && 'optional'].filter(Boolean).join(', ');
  return (
    <Field label={field.label} error={error} help={helpOf(field)} {...(hint !== '' && { hint })}>
      {(control) =>
        choices.length > 0 ? (
          <select {...control} value={text} onChange={(event) => onChange(event.target.value)}>
            {field.isNullable && <option value="">not set</option>}
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {names[choice] ?? choiceText(choice)}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...control}
            inputMode={field.kind === 'text' ? 'text' : 'decimal'}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
