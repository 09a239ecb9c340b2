import { type ReactNode, useId } from 'react';

interface FormSectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** A part of a page of settings: what it is on the left of a wide screen, the form on the right. */
export function FormSection({ title, lead, children }: FormSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid max-w-5xl gap-x-10 gap-y-3 border-t border-line py-6 first:border-t-0 first:pt-0 lg:grid-cols-[minmax(14rem,20rem)_minmax(0,40rem)]"
    >
      <div>
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {lead && <div className="mt-1 text-pretty text-ink-2">{lead}</div>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
