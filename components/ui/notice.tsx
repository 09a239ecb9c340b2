import { AlertTriangle, CheckCircle2, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { classNames } from './class-names';

const kinds: Record<'error' | 'info' | 'done', { icon: LucideIcon; className: string }> = {
  error: { icon: AlertTriangle, className: 'bg-drift-soft text-drift' },
  info: { icon: Info, className: 'bg-raised text-ink-2' },
  done: { icon: CheckCircle2, className: 'bg-stable-soft text-stable' },
};

interface NoticeProps {
  kind: keyof typeof kinds;
  children: ReactNode;
  onRetry?: () => void;
}

/** A sentence that the person must not miss; errors are announced at once. */
export function Notice({ kind, children, onRetry }: NoticeProps) {
  const { icon: Icon, className } = kinds[kind];
  return (
    <div
      role={kind === 'error' ? 'alert' : 'status'}
      className={classNames('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg px-3 py-2', className)}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <div className="min-w-0 flex-1 basis-52 break-words">{children}</div>
      {onRetry && (
        <Button onClick={onRetry} className="min-h-8 py-1">
          Try again
        </Button>
      )}
    </div>
  );
}
