import type { ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names';
import { Refusal } from './refusal';

const looks = {
  primary: 'border border-transparent bg-tide text-on-tide hover:bg-tide-strong',
  secondary: 'border border-line bg-surface text-ink hover:bg-raised',
  danger: 'border border-transparent bg-drift text-surface hover:opacity-90',
  quiet: 'text-ink-2 hover:bg-raised hover:text-ink',
} as const;

const shape =
  'inline-flex min-h-9 items-center justify-center gap-1.5 rounded-md px-3 py-1.5 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55';

export type ButtonLook = keyof typeof looks;

/** The class names of a button, for links that look like one. */
export function buttonClass(look: ButtonLook, className = ''): string {
  return classNames(shape, looks[look], className);
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  /** Why it cannot be used, in a sentence; it then keeps the focus, so that the keyboard reaches the reason. */
  refusal?: string | undefined;
}

export function Button({ look = 'secondary', className, type = 'button', refusal, ...props }: ButtonProps) {
  const shown = buttonClass(look, className);
  if (refusal === undefined) return <button type={type} className={shown} {...props} />;
  const { onClick: _, disabled: __, ...rest } = props;
  return (
    <Refusal reason={refusal}>
      {(refused) => <button type="button" className={shown} {...rest} {...refused} />}
    </Refusal>
  );
}
