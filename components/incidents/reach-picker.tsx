'use client';

import type { Reach } from '@/components/evidence/chart-range';
import { classNames } from '@/components/ui/class-names';

const choices: { reach: Reach; text: string }[] = [
  { reach: 'now', text: 'To now' },
  { reach: 'alarm', text: 'Around the alarm' },
];

/** How far the chart goes; the address keeps it. */
export function ReachPicker({ reach, onChange }: { reach: Reach; onChange: (reach: Reach) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div role="group" aria-label="The chart goes" className="flex gap-1">
      {choices.map(({ reach: one, text }) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === reach}
          onClick={() => onChange(one)}
          className={classNames(
            'min-h-8 rounded-md px-2.5 text-xs',
            one === reach ? 'bg-tide-soft font-medium text-tide' : 'text-ink-2 hover:bg-raised',
          )}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
