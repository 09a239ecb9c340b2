'use client';

import { Field } from '@/components/ui/field';
import { AdoptControls } from './adopt-controls';
import type { Draft } from './draft';
import { EditorSection } from './editor-section';
import type { FormErrors } from './read-detector-form';

interface ThenSectionProps {
  draft: Draft;
  suggestion: string;
  errors: FormErrors;
  onChange: (change: Partial<Draft>) => void;
}

/** What follows a drift, and what the detector is called. */
export function ThenSection({ draft, suggestion, errors, onChange }: ThenSectionProps) {
  return (
    <EditorSection title="Then">
      <p className="text-ink-2">
        It opens an incident and asks for one retrain job of the model; a person decides on it.
      </p>
      <AdoptControls
        rule={draft.adopt}
        days={draft.adoptAfterDays}
        daysError={errors.adopt_after_days}
        onRule={(adopt) => onChange({ adopt })}
        onDays={(adoptAfterDays) => onChange({ adoptAfterDays })}
      />
      <Field
        label="Name"
        error={errors.name}
        help="Incidents and jobs say it. Empty: the one that is suggested."
      >
        {(control) => (
          <input
            {...control}
            value={draft.name}
            placeholder={suggestion}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
    </EditorSection>
  );
}
