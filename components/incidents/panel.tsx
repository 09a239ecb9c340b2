import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: string;
  /** One quiet line beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One of the parts of the page of an incident: a heading over a hairline. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 border-t border-line pt-3">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside && <p className="text-xs text-ink-3">{aside}</p>}
      </div>
      {children}
    </section>
  );
}
