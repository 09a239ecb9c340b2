import type { HTMLAttributes } from 'react';
import { classNames } from './class-names';

interface CardProps extends HTMLAttributes<HTMLElement> {
  as?: 'section' | 'article' | 'div' | 'li';
}

/** A surface on the ground. */
export function Card({ as: Element = 'section', className, ...props }: CardProps) {
  return (
    <Element
      className={classNames('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}
      {...props}
    />
  );
}
