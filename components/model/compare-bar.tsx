'use client';

import { X } from 'lucide-react';
import type { ComparedWindow, TimeSpan } from '@/components/charts/chart-group';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { changePageQuery } from '@/components/ui/use-page-query';
import { writeSpan } from './page-state';
import { fromLocalInput, toLocalInput } from './range';

interface CompareBarProps {
  windows: Record<ComparedWindow, TimeSpan | null>;
  /** The window that the next drag over a chart sets. */
  selecting: ComparedWindow | null;
  onSelect: (which: ComparedWindow | null) => void;
}

const names: Record<ComparedWindow, string> = { a: 'A', b: 'B' };
const input = 'min-h-8 rounded-md border border-line-strong bg-surface px-1.5 text-xs text-ink';

/** Sets the end that was typed; a window whose ends cross is left as it is. */
function typed(which: ComparedWindow, span: TimeSpan, end: keyof TimeSpan, text: string) {
  const next = { ...span, [end]: fromLocalInput(text) };
  if (next.fromMs < next.toMs) changePageQuery({ [which]: writeSpan(next) });
}

/** The two windows that are compared: dragged over any chart, or typed. */
export function CompareBar({ windows, selecting, onSelect }: CompareBarProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div
      role="group"
      aria-label="Compared windows"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm"
    >
      {(['a', 'b'] as const).map((which) => {
        const span = windows[which];
        return (
          <span key={which} className="flex flex-wrap items-center gap-1.5">
            <Button
              aria-pressed={selecting === which}
              onClick={() => onSelect(selecting === which ? null : which)}
              className={classNames('min-h-8 py-1', selecting === which && 'border-tide text-tide')}
            >
              {selecting === which ? `Drag over a chart for ${names[which]}` : `Window ${names[which]}`}
            </Button>
            {span && (
              <>
                <input
                  type="datetime-local"
                  aria-label={`Window ${names[which]} from, UTC`}
                  value={toLocalInput(span.fromMs)}
                  onChange={(event) => typed(which, span, 'fromMs', event.target.value)}
                  className={input}
                />
                <span aria-hidden>–</span>
                <input
                  type="datetime-local"
                  aria-label={`Window ${names[which]} to, UTC`}
                  value={toLocalInput(span.toMs)}
                  onChange={(event) => typed(which, span, 'toMs', event.target.value)}
                  className={input}
                />
              </>
            )}
          </span>
        );
      })}
      <Button
        look="quiet"
        onClick={() => {
          onSelect(null);
          changePageQuery({ a: null, b: null });
        }}
        className="min-h-8 py-1"
      >
        <X aria-hidden className="size-3.5" />
        End comparison
      </Button>
    </div>
  );
}
