'use client';

import { Columns3, Download } from 'lucide-react';
import { buttonClass } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { stepPageQuery } from '@/components/ui/use-page-query';
import type { TableLine } from './arrange-rows';
import { ViewMenu } from './view-menu';
import { type Column, columnLabels, columns, usualColumns } from './view-of-query';

const compact = buttonClass('secondary', 'min-h-8 px-2.5 py-1 text-[0.8125rem]');

/** Which columns are shown; the name of the model always is. */
function ColumnMenu({ chosen }: { chosen: Column[] }) {
  const toggle = (column: Column) => {
    const next = columns.filter((one) => (one === column ? !chosen.includes(one) : chosen.includes(one)));
    const isUsual = next.length === usualColumns.length && next.every((one) => usualColumns.includes(one));
    stepPageQuery({ cols: isUsual ? null : next.join(',') || 'none' });
  };
  return (
    <Menu label="Columns" icon={Columns3} className="hidden lg:block">
      {columns.map((column) => (
        <label key={column} className="flex min-h-8 items-center gap-2 rounded px-2 hover:bg-raised">
          <input
            type="checkbox"
            checked={chosen.includes(column)}
            onChange={() => toggle(column)}
            className="size-4 accent-tide"
          />
          {columnLabels[column]}
        </label>
      ))}
    </Menu>
  );
}

async function download(lines: TableLine[]) {
  const { toCsv } = await import('./to-csv');
  const rows = lines.filter((line) => line.kind === 'row');
  const address = URL.createObjectURL(new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'driftwatch-models.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

interface TableOptionsProps {
  lines: TableLine[];
  columns: Column[];
  groupBy: string | null;
  labels: string[];
}

/** By what the rows are grouped, which columns there are, and the rows as a file. */
export function TableOptions({ lines, columns: chosen, groupBy, labels }: TableOptionsProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {(labels.length > 0 || groupBy !== null) && (
        <label className="flex items-center gap-1.5 text-[0.8125rem] text-ink-2">
          Group by
          <select
            value={groupBy ?? ''}
            onChange={(event) => stepPageQuery({ group: event.target.value || null })}
            className="min-h-8 max-w-40 rounded-md border border-line-strong bg-surface px-2 text-[0.8125rem] text-ink"
          >
            <option value="">nothing</option>
            {(groupBy === null || labels.includes(groupBy) ? labels : [groupBy, ...labels]).map((label) => (
              <option key={label} value={label}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <ViewMenu />
      <ColumnMenu chosen={chosen} />
      <button type="button" onClick={() => void download(lines)} className={compact}>
        <Download aria-hidden className="size-3.5" />
        CSV
      </button>
    </div>
  );
}
