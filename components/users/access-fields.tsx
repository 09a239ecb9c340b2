'use client';

import { Plus, X } from 'lucide-react';
import { RoleSelect } from '@/components/access/role-select';
import { roleWords } from '@/components/access/role-words';
import { Button } from '@/components/ui/button';
import { controlClass, Field } from '@/components/ui/field';
import type { Grant } from '@/lib/schemas/identity';
import { type AccessForm, grantErrors } from './access-form';

const grantRoles = ['viewer', 'operator', 'approver'] as const satisfies Grant['role'][];

interface AccessFieldsProps {
  form: AccessForm;
  /** By the names of the API. */
  errors: Partial<Record<string, string>>;
  /** Why the role cannot be changed. */
  roleRefusal?: string | undefined;
  onChange: (form: AccessForm) => void;
}

interface GrantRowProps {
  grant: Grant;
  number: number;
  error: string | undefined;
  onChange: (grant: Grant) => void;
  onRemove: () => void;
}

function GrantRow({ grant, number, error, onChange, onRemove }: GrantRowProps) {
  return (
    <div>
      <div className="grid grid-cols-[8rem_auto_minmax(0,1fr)_auto] items-center gap-2">
        <RoleSelect
          aria-label={`Role ${number}`}
          roles={grantRoles}
          value={grant.role}
          onRole={(role) => {
            const chosen = grantRoles.find((one) => one === role);
            if (chosen) onChange({ ...grant, role: chosen });
          }}
          className={controlClass}
        />
        <span className="text-ink-3">on</span>
        <input
          aria-label={`Models ${number}`}
          aria-invalid={error ? true : undefined}
          placeholder="fraud-*"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          maxLength={200}
          value={grant.model_pattern}
          onChange={(event) => onChange({ ...grant, model_pattern: event.target.value })}
          className={`${controlClass} font-mono`}
        />
        <button
          type="button"
          aria-label={`Remove role ${number}`}
          onClick={onRemove}
          className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {error && (
        <p role="alert" className="mt-1 text-xs font-medium text-drift">
          {error}
        </p>
      )}
    </div>
  );
}

/** A role on all models, and roles on some. */
export function AccessFields({ form, errors, roleRefusal, onChange }: AccessFieldsProps) {
  const { role, grants } = form;
  const ofRow = grantErrors(errors);
  return (
    <>
      <Field
        label="Role on all models"
        error={errors.role}
        help={
          roleRefusal ??
          (role === ''
            ? 'Sees only the models below.'
            : `${roleWords[role].label}: ${roleWords[role].meaning}.`)
        }
      >
        {(control) => (
          <RoleSelect
            {...control}
            none="None"
            value={role}
            disabled={roleRefusal !== undefined}
            onRole={(chosen) => onChange({ ...form, role: chosen })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">
          Roles on some models <span className="ml-1 font-normal text-ink-3">optional</span>
        </legend>
        {grants.map((grant, index) => (
          <GrantRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands in its place
            key={index}
            grant={grant}
            number={index + 1}
            error={ofRow[index]}
            onChange={(next) =>
              onChange({ ...form, grants: grants.map((one, at) => (at === index ? next : one)) })
            }
            onRemove={() => onChange({ ...form, grants: grants.filter((_, at) => at !== index) })}
          />
        ))}
        <p className="text-xs text-ink-3">
          {grants.length > 0
            ? 'In the names of models * stands for any number of characters.'
            : 'More than the role above, for models by name.'}
        </p>
        <Button
          look="quiet"
          className="-ml-3 self-start"
          onClick={() => onChange({ ...form, grants: [...grants, { role: 'operator', model_pattern: '' }] })}
        >
          <Plus aria-hidden className="size-4" />
          Add models
        </Button>
      </fieldset>
    </>
  );
}
