'use client';

import { useId, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { IncidentMarks } from './chart-windows';

interface ChartKeyProps {
  /** Whether a chart of one series is there; lines of several are named beside them. */
  hasValue?: boolean;
  isDownSampled: boolean;
  hasReference: boolean;
  hasBand: boolean;
  hasCurrent: boolean;
  incidents: IncidentMarks;
  hasDeploys?: boolean;
  hasNotes?: boolean;
}

const swatches = {
  value: <path d="M0 6h18" stroke="var(--chart-value)" strokeWidth="1.25" />,
  extremes: <rect y="1" width="18" height="10" fill="var(--chart-band)" fillOpacity="0.14" />,
  reference: (
    <>
      <rect width="18" height="8" fill="var(--chart-reference)" fillOpacity="0.06" />
      <path d="M0 4h18" stroke="var(--chart-reference)" strokeDasharray="5 3" />
      <path d="M0.5 8v3.5h17v-3.5" fill="none" stroke="var(--chart-reference)" />
    </>
  ),
  band: <path d="M0 1.5h18M0 10.5h18" stroke="var(--chart-reference)" strokeOpacity="0.6" />,
  outside: <circle cx="9" cy="6" r="2.5" fill="var(--drift)" />,
  current: <path d="M0 6h18" stroke="var(--chart-current)" strokeWidth="3" />,
  open: <path d="M2 6h14M2 2v8" stroke="var(--drift)" strokeWidth="3" strokeOpacity="0.85" />,
  over: <path d="M2 6h14M2 2v8" stroke="var(--ink-3)" strokeWidth="3" strokeOpacity="0.85" />,
  onset: <path d="M9 0v12" stroke="currentColor" strokeDasharray="3 2" />,
  worsening: <path d="M9 0v12" stroke="currentColor" strokeOpacity="0.5" />,
  deploy: <path d="M4.5 10h9l-4.5-8z" fill="var(--tide)" />,
  note: <path d="M5.5 2.5h7v7h-7z" fill="var(--tide)" />,
};

/**
 * What the marks of the chart mean; only those that are there. On a phone it is folded: there it takes four
 * lines.
 */
export function ChartKey({ incidents, ...props }: ChartKeyProps) {
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  // An onset has the colour of its incident.
  const linesOf = incidents.open ? 'text-drift' : 'text-ink-3';
  const entries: [keyof typeof swatches, string, boolean][] = [
    ['value', props.isDownSampled ? 'Mean of each bucket' : 'Value', props.hasValue ?? true],
    ['extremes', 'Lowest to highest', props.isDownSampled],
    ['reference', 'Reference and its mean', props.hasReference],
    ['band', 'Ordinary values end', props.hasBand],
    ['outside', 'Outside of them', props.hasBand],
    ['current', 'Current window', props.hasCurrent],
    ['open', 'Open incident', incidents.open],
    ['over', 'Incident that is over', incidents.over],
    ['onset', 'Estimated onset', incidents.onset],
    ['worsening', 'Last got worse', incidents.worsening],
    ['deploy', 'Deploy', props.hasDeploys ?? false],
    ['note', 'Note', props.hasNotes ?? false],
  ];
  return (
    <div className="text-xs text-ink-2">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setIsOpen(!isOpen)}
        className="min-h-6 font-medium text-tide hover:underline sm:hidden"
      >
        What the marks mean
      </button>
      <ul id={listId} className={classNames('flex flex-wrap gap-x-4 gap-y-1', !isOpen && 'max-sm:hidden')}>
        {entries.map(
          ([swatch, text, isThere]) =>
            isThere && (
              <li key={swatch} className="flex items-center gap-1.5">
                <svg aria-hidden="true" width="18" height="12" className={`shrink-0 ${linesOf}`}>
                  {swatches[swatch]}
                </svg>
                {text}
              </li>
            ),
        )}
      </ul>
    </div>
  );
}
