'use client';

import { type ReactNode, useState } from 'react';

export interface ChartTableData {
  /** The first names the time. */
  columns: string[];
  /** Newest first. */
  rows: string[][];
}

interface ChartTableProps {
  label: string;
  /** Asked for only when the table is open. */
  read: () => ChartTableData;
  /** Beside the toggle. */
  tools?: ReactNode;
}

const rowsAtOnce = 50;

function OpenTable({ label, read }: Omit<ChartTableProps, 'tools'>) {
  const [page, setPage] = useState(0);
  const { columns, rows } = read();
  const pages = Math.max(1, Math.ceil(rows.length / rowsAtOnce));
  const at = Math.min(page, pages - 1);
  const shown = rows.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce);
  const button =
    'rounded px-2 py-1 font-medium text-tide hover:bg-raised disabled:text-ink-3 disabled:opacity-60';
  return (
    <div className="mt-2">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        tabIndex={0}
        aria-label={`Values of ${label}`}
        className="max-h-72 overflow-auto rounded border border-line"
      >
        <table className="w-full text-xs">
          <thead className="sticky top-0 bg-surface">
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column}
                  scope="col"
                  className={`px-2 py-1 font-medium text-ink-2 ${index === 0 ? 'text-left' : 'text-right'}`}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row[0]} className="border-t border-line">
                {row.map((cell, index) => (
                  <td
                    key={columns[index]}
                    className={`px-2 py-0.5 whitespace-nowrap ${index === 0 ? 'text-left' : 'text-right font-mono'}`}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <p className="mt-1 flex items-center gap-2 text-xs text-ink-3">
          <button type="button" className={button} disabled={at === 0} onClick={() => setPage(at - 1)}>
            Newer
          </button>
          {at + 1} of {pages}
          <button
            type="button"
            className={button}
            disabled={at === pages - 1}
            onClick={() => setPage(at + 1)}
          >
            Older
          </button>
        </p>
      )}
    </div>
  );
}

/** The numbers of a chart, behind a toggle. */
export function ChartTable(props: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="text-xs">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span>{props.tools}</span>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Hide' : 'Show'} the values of ${props.label} as a table`}
          onClick={() => setIsOpen(!isOpen)}
          className="min-h-6 rounded px-1 text-ink-3 hover:text-ink"
        >
          {isOpen ? 'Hide table' : 'Table'}
        </button>
      </div>
      {isOpen && <OpenTable label={props.label} read={props.read} />}
    </div>
  );
}
