'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import type { Method } from '@/lib/schemas/detectors';
import { methodGroups } from './goals';

interface MethodPickerProps {
  method: string;
  methods: readonly Method[];
  onMethod: (method: Method) => void;
}

/** All methods by kind, each with its one line, narrowed by words. */
export function MethodPicker({ method, methods, onMethod }: MethodPickerProps) {
  const [search, setSearch] = useState('');
  const groups = methodGroups(methods, search);
  return (
    <div className="flex flex-col gap-2">
      <Field label="Search the methods">
        {(control) => (
          <input
            {...control}
            type="search"
            value={search}
            placeholder="small shift, distribution, cusum…"
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="max-h-80 overflow-y-auto rounded-md border border-line px-1 py-1">
        <legend className="sr-only">Method</legend>
        {groups.length === 0 && <p className="px-2 py-3 text-ink-2">No method has these words.</p>}
        {groups.map((group) => (
          <fieldset key={group.title}>
            <legend className="px-2 pt-2 pb-1 text-xs text-ink-3">{group.title}</legend>
            {group.methods.map((one) => (
              <label
                key={one.method}
                className="flex cursor-pointer items-start gap-2.5 rounded px-2 py-1.5 hover:bg-raised has-checked:bg-tide-soft"
              >
                <input
                  type="radio"
                  name="method"
                  checked={one.method === method}
                  onChange={() => onMethod(one)}
                  className="mt-0.5 size-4 shrink-0 accent-tide"
                />
                <span className="min-w-0">
                  <span className="font-medium">{one.label}</span>
                  <span className="block text-xs text-ink-2">{one.summary}</span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </fieldset>
    </div>
  );
}
