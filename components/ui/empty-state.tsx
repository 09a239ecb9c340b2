import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
}

/** What a screen says when there is nothing yet, and what to do about it. */
export function EmptyState({ icon: Icon, title, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-line px-6 py-10 text-center">
      <Icon aria-hidden className="size-6 text-ink-3" />
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="max-w-prose text-ink-2">{children}</div>
    </div>
  );
}
