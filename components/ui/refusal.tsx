'use client';

import { type MouseEvent, type ReactNode, useId, useState } from 'react';

interface RefusedControl {
  'aria-disabled': true;
  'aria-describedby': string;
  onClick: (event: MouseEvent) => void;
}

interface RefusalProps {
  reason: string;
  className?: string;
  children: (control: RefusedControl) => ReactNode;
}

const width = 256;
const edge = 12;

/** Beneath the control, and never outside of the window, whatever the control is in. */
function placeBy(element: Element) {
  const { left, bottom } = element.getBoundingClientRect();
  const maxLeft = document.documentElement.clientWidth - width - edge;
  return { top: bottom + 6, left: Math.max(edge, Math.min(left, maxLeft)), width };
}

/** A control that cannot be used, and why: for who points at it, reaches it with the keyboard or hears it. */
export function Refusal({ reason, className, children }: RefusalProps) {
  const id = useId();
  const [place, setPlace] = useState<ReturnType<typeof placeBy> | null>(null);
  const hide = () => setPlace(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the control inside has the focus and the role
    <span
      className={className ?? 'inline-flex'}
      onPointerEnter={(event) => setPlace(placeBy(event.currentTarget))}
      onPointerLeave={hide}
      onFocus={(event) => setPlace(placeBy(event.currentTarget))}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children({
        'aria-disabled': true,
        'aria-describedby': id,
        onClick: (event) => {
          event.preventDefault();
          event.stopPropagation();
        },
      })}
      <span id={id} className="sr-only">
        {reason}
      </span>
      {place && (
        <span
          aria-hidden
          style={place}
          className="pointer-events-none fixed z-50 rounded-md border border-line bg-surface px-2.5 py-1.5 text-left text-xs font-normal text-pretty whitespace-normal text-ink shadow-lg"
        >
          {reason}
        </span>
      )}
    </span>
  );
}
