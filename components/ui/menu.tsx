'use client';

import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { buttonClass } from './button';
import { classNames } from './class-names';
import { useClosing } from './use-closing';

interface MenuProps {
  label: string;
  icon: LucideIcon;
  className?: string;
  children: ReactNode;
}

/**
 * A button with a panel beneath it, which is there only while it is open. The native element opens it; Escape
 * and a press elsewhere close it.
 */
export function Menu({ label, icon: Icon, className, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  useClosing(menu);
  // It may have been opened before this ran.
  useEffect(() => setIsOpen(menu.current?.open ?? false), []);
  return (
    <details
      ref={menu}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className={classNames('relative', className)}
    >
      <summary
        className={buttonClass(
          'secondary',
          'min-h-8 list-none px-2.5 py-1 text-[0.8125rem] [&::-webkit-details-marker]:hidden',
        )}
      >
        <Icon aria-hidden className="size-3.5" />
        {label}
      </summary>
      {isOpen && (
        <div className="absolute right-0 z-30 mt-1 w-max max-w-[calc(100vw-2rem)] min-w-44 rounded-lg border border-line bg-surface p-1.5 shadow-lg max-sm:right-auto max-sm:left-0">
          {children}
        </div>
      )}
    </details>
  );
}
