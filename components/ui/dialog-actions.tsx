import type { ReactNode } from 'react';
import { Button } from './button';
import { Notice } from './notice';

interface DialogActionsProps {
  /** What leaving without doing it is called. */
  back?: string;
  /** Why the last attempt failed. */
  failure?: string | null;
  onClose: () => void;
  /** The button that does it. */
  children: ReactNode;
}

/** The foot of a dialog: the way back, and what the dialog is there for. */
export function DialogActions({ back = 'Back', failure, onClose, children }: DialogActionsProps) {
  return (
    <>
      {failure && <Notice kind="error">{failure}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{back}</Button>
        {children}
      </div>
    </>
  );
}
