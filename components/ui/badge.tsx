import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

const tones = {
  critical: 'bg-drift-soft text-drift',
  warning: 'bg-warning-soft text-warning',
  good: 'bg-stable-soft text-stable',
  active: 'bg-tide-soft text-tide',
  muted: 'bg-raised text-ink-2',
} as const;

export type Tone = keyof typeof tones;

interface BadgeProps {
  tone: Tone;
  icon?: LucideIcon;
  /** What the words alone do not say. */
  title?: string | undefined;
  children: ReactNode;
}

/** A short state in words, with an icon beside the colour for those who do not see it. */
export function Badge({ tone, icon: Icon, title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" />}
      {children}
    </span>
  );
}
