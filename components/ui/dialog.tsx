'use client';

import { X } from 'lucide-react';
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from './class-names';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  width?: 'narrow' | 'wide';
}

/**
 * A modal window while it is mounted. The native element keeps the focus inside, takes Escape, and gives
 * focus back.
 */
export function Dialog({ title, onClose, children, width = 'narrow' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    const openedFrom = document.activeElement;
    element?.showModal();
    // The browser would take the close button, which comes first.
    const first =
      element?.querySelector<HTMLElement>('[data-first-focus]') ??
      element?.querySelector<HTMLElement>('[data-dialog-body] :is(input, textarea, select, button, a)');
    first?.focus();
    return () => {
      element?.close();
      // Unmounting skips the native return of focus.
      if (openedFrom instanceof HTMLElement && openedFrom.isConnected) openedFrom.focus();
    };
  }, []);

  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop is a convenience; Escape does the same
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={closeOnBackdrop}
      className={classNames(
        'm-auto max-h-[min(90dvh,56rem)] w-[calc(100vw-1.5rem)] overflow-y-auto rounded-xl border border-line bg-surface text-ink shadow-xl',
        width === 'narrow' ? 'max-w-lg' : 'max-w-3xl',
      )}
    >
      <div className="sticky top-0 z-10 flex items-center justify-between gap-4 border-b border-line bg-surface px-5 py-3">
        <h2 id={titleId} className="text-base font-semibold">
          {title}
        </h2>
        <button
          type="button"
          onClick={onClose}
          aria-label="Close"
          className="-mr-1.5 rounded-md p-2 text-ink-3 hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <div data-dialog-body className="px-5 py-4">
        {children}
      </div>
    </dialog>
  );
}
