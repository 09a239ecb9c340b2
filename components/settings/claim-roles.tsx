'use client';

import { Plus, X } from 'lucide-react';
import { RoleSelect } from '@/components/access/role-select';
import { Button } from '@/components/ui/button';
import { controlClass } from '@/components/ui/field';
import type { ClaimRole } from './oidc-form';

interface ClaimRolesProps {
  rows: ClaimRole[];
  error: string | undefined;
  onChange: (rows: ClaimRole[]) => void;
}

/** Which role each value of the claim gives. */
export function ClaimRoles({ rows, error, onChange }: ClaimRolesProps) {
  const set = (index: number, change: Partial<ClaimRole>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">Roles by value of the claim</legend>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands in its place
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_8rem_auto] items-center gap-2">
          <input
            aria-label={`Value ${index + 1}`}
            placeholder="ml-platform"
            spellCheck={false}
            value={row.value}
            onChange={(event) => set(index, { value: event.target.value })}
            className={controlClass}
          />
          <RoleSelect
            aria-label={`Role of value ${index + 1}`}
            value={row.role}
            onRole={(role) => role !== '' && set(index, { role })}
            className={controlClass}
          />
          <button
            type="button"
            aria-label={`Remove value ${index + 1}`}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
            className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-xs font-medium text-drift">
          {error}
        </p>
      )}
      <Button
        look="quiet"
        className="-ml-3 self-start"
        onClick={() => onChange([...rows, { value: '', role: 'viewer' }])}
      >
        <Plus aria-hidden className="size-4" />
        Add a value
      </Button>
    </fieldset>
  );
}
