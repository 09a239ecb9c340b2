import type { ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names';

const looks = {
  primary: 'bg-tide text-on-tide hover:bg-tide-strong',
  secondary: 'border border-line bg-surface text-ink hover:bg-raised',
  danger: 'bg-drift text-surface hover:opacity-90',
  quiet: 'text-ink-2 hover:bg-raised hover:text-ink',
} as const;

const shape =
  'inline-flex min-h-9 items-center justify-center gap-1.5 rounded-md px-3 py-1.5 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55';

export type ButtonLook = keyof typeof looks;

/** The class names of a button, for links that look like one. */
export function buttonClass(look: ButtonLook, className = ''): string {
  return classNames(shape, looks[look], className);
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
}

export function Button({ look = 'secondary', className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={buttonClass(look, className)} {...props} />;
}
