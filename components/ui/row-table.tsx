import type { ReactNode } from 'react';

interface RowTableProps {
  /** Names of the columns. One more follows, for buttons, which is named for screen readers only. */
  columns: readonly string[];
  /** The rows, each a `<tr>`. */
  children: ReactNode;
}

/** A table whose rows become blocks on a narrow screen. */
export function RowTable({ columns, children }: RowTableProps) {
  return (
    <table className="w-full text-[0.8125rem] max-lg:block">
      <thead className="max-lg:sr-only">
        <tr className="border-b border-line text-left text-xs text-ink-3">
          {columns.map((name) => (
            <th key={name} scope="col" className="px-2 py-1.5 font-medium">
              {name}
            </th>
          ))}
          <th scope="col" className="px-2 py-1.5">
            <span className="sr-only">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-lg:block max-lg:border-t max-lg:border-line">{children}</tbody>
    </table>
  );
}
