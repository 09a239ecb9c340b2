import { type ReactNode, useId } from 'react';

interface EditorSectionProps {
  title: string;
  children: ReactNode;
}

/** One question of the editor with its controls. */
export function EditorSection({ title, children }: EditorSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-col gap-3 border-t border-line pt-4 first:border-t-0 first:pt-0"
    >
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}
