'use client';

import { useState } from 'react';
import { formatCount } from '@/lib/format';
import type { Method } from '@/lib/schemas/detectors';
import type { Draft } from './draft';
import { ParamControl } from './param-control';
import type { ParamField } from './param-fields';
import type { FormErrors } from './read-detector-form';

interface ParamsSectionProps {
  draft: Draft;
  fields: ParamField[];
  method: Method | undefined;
  errors: FormErrors;
  onParam: (name: string, text: string) => void;
}

/** The parameters that are set elsewhere are left out: the threshold by the budget, limits in the open. */
export function ParamsSection({ draft, fields, method, errors, onParam }: ParamsSectionProps) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = fields.filter(({ name }) => name !== method?.calibrated_param);
  if (shown.length === 0) return null;
  const isLimit = method?.calibrated_param === null;
  const controls = (
    <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
      {shown.map((field) => (
        <ParamControl
          key={field.name}
          field={field}
          text={draft.params[field.name] ?? ''}
          error={errors[`params.${field.name}`]}
          onChange={(text) => onParam(field.name, text)}
        />
      ))}
    </div>
  );
  if (isLimit) return controls;
  const hasFault = shown.some(({ name }) => errors[`params.${name}`] !== undefined);
  return (
    // A fault opens it, and it stays open when the fault is gone: somebody is typing in there.
    <details
      open={isOpen || hasFault}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="group"
    >
      <summary className="min-h-8 py-1 font-medium text-tide">
        Advanced: {formatCount(shown.length, 'parameter')} of {method?.label ?? 'the method'}
      </summary>
      <div className="mt-3">{controls}</div>
    </details>
  );
}
