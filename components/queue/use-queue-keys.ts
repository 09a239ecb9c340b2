'use client';

import { useEffect, useRef } from 'react';
import { singleKeysAreOn } from '@/components/ui/single-keys';

export interface QueueKeys {
  /** The next job below, or with -1 above. */
  onMove: (step: 1 | -1) => void;
  onApprove: () => void;
  onCancel: () => void;
}

/** Keys are text where a person types, and belong to a dialog while one is open. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  const isText =
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
  return isText || document.querySelector('dialog[open]') !== null;
}

/** J and K move, A approves, C cancels; a sequence that begins with G is the way to another screen. */
export function useQueueKeys(keys: QueueKeys) {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let isAfterG = false;
    const onKeyDown = (event: KeyboardEvent) => {
      const wasAfterG = isAfterG;
      isAfterG = event.key === 'g';
      if (wasAfterG || isTaken(event) || !singleKeysAreOn()) return;
      const act = {
        j: () => latest.current.onMove(1),
        k: () => latest.current.onMove(-1),
        a: () => latest.current.onApprove(),
        c: () => latest.current.onCancel(),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
