'use client';

import { X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { Button } from './button';

interface Toast {
  text: string;
  /** Takes back what was done; resolves to what is said then. */
  undo?: () => Promise<string>;
}

type ShowToast = (toast: Toast) => void;

const Context = createContext<ShowToast>(() => undefined);

/** Says what was done, with a way back for a while. */
export const useToast = (): ShowToast => useContext(Context);

/** Long enough to read it, and to think better of it. */
const shownMs = 20_000;

interface ShownToast extends Toast {
  id: number;
}

function ToastCard({ toast, onClose, onSay }: { toast: ShownToast; onClose: () => void; onSay: ShowToast }) {
  const [isHeld, setIsHeld] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => {
    if (isHeld || isBusy) return;
    const timer = setTimeout(onClose, shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, isBusy, onClose]);
  const undo = async () => {
    setIsBusy(true);
    try {
      onSay({ text: (await toast.undo?.()) ?? '' });
    } catch (error) {
      onSay({ text: `It could not be undone. ${error instanceof Error ? error.message : ''}` });
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps it open while it is looked at
    <div
      className="flex items-center gap-2 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-3 shadow-lg"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <p className="min-w-0 flex-1 break-words">{toast.text}</p>
      {toast.undo && (
        <Button className="min-h-8 py-1" disabled={isBusy} onClick={() => void undo()}>
          {isBusy ? 'Undoing…' : 'Undo'}
        </Button>
      )}
      <button
        type="button"
        aria-label="Close the message"
        onClick={onClose}
        className="rounded-md p-2 text-ink-3 hover:bg-raised hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
}

/** Shows the newest message at the edge of the screen; a new one takes the place of the one before. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<ShownToast | null>(null);
  const show = useCallback<ShowToast>(
    (next) => setToast((held) => ({ ...next, id: (held?.id ?? 0) + 1 })),
    [],
  );
  const close = useCallback(() => setToast(null), []);
  return (
    <Context value={show}>
      {children}
      <div
        role="status"
        className="fixed inset-x-3 bottom-20 z-40 mx-auto w-fit max-w-[min(34rem,calc(100vw-1.5rem))] md:bottom-4"
      >
        {toast && <ToastCard key={toast.id} toast={toast} onClose={close} onSay={show} />}
      </div>
    </Context>
  );
}
