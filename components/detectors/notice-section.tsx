'use client';

import { useState } from 'react';
import type { Method } from '@/lib/schemas/detectors';
import { EditorSection } from './editor-section';
import { type Goal, goalOf, goals } from './goals';
import { MethodPicker } from './method-picker';

interface NoticeSectionProps {
  method: string;
  methods: readonly Method[];
  onMethod: (method: Method) => void;
}

/** What to notice: three answers that need no statistics, and the methods for who knows them. */
export function NoticeSection({ method, methods, onMethod }: NoticeSectionProps) {
  const [isChoosing, setIsChoosing] = useState(false);
  const goal: Goal = isChoosing ? 'method' : goalOf(method);
  const chosen = methods.find((one) => one.method === method);
  const choose = (id: Goal, of: string | null) => {
    setIsChoosing(id === 'method');
    const next = methods.find((one) => one.method === of);
    if (next && next.method !== method) onMethod(next);
  };
  return (
    <EditorSection title="What to notice">
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">What to notice</legend>
        {goals.map(({ id, method: of, label, help }) => (
          <label
            key={id}
            className="flex min-h-9 cursor-pointer items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-raised has-checked:bg-tide-soft"
          >
            <input
              type="radio"
              name="goal"
              checked={goal === id}
              onChange={() => choose(id, of)}
              className="mt-0.5 size-4 shrink-0 accent-tide"
            />
            <span className="min-w-0">
              <span className="font-medium">{label}</span>
              <span className="block text-xs text-ink-2">
                {id === 'method' && chosen && goalOf(method) === 'method' ? chosen.label : help}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {goal === 'method' && <MethodPicker method={method} methods={methods} onMethod={onMethod} />}
    </EditorSection>
  );
}
