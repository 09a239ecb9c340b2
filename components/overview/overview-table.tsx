'use client';

import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import { useWindowRows } from '@/components/ui/use-window-rows';
import { formatCount } from '@/lib/format';
import type { Trend } from '@/lib/schemas/trends';
import type { Sort, SortKey, TableLine } from './arrange-rows';
import { OverviewTableRow } from './overview-row';
import { linesPerBlock, trendsQuery } from './queries';
import { seriesOfBlock } from './series-of-block';
import { TableHeader } from './table-header';
import type { Column } from './view-of-query';

/** In pixels, as `globals.css` has them: a line, and the two lines of a phone. */
const lineHeight = { wide: 36, narrow: 56 };
const narrowScreen = '(max-width: 63.99rem)';

function subscribeToWidth(onChange: () => void) {
  const query = window.matchMedia(narrowScreen);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

function useLineHeight(): number {
  const isNarrow = useSyncExternalStore(
    subscribeToWidth,
    () => window.matchMedia(narrowScreen).matches,
    () => false,
  );
  return isNarrow ? lineHeight.narrow : lineHeight.wide;
}

/** Where each line begins, and where the last one ends. */
function topsOf(lines: TableLine[], height: number): Float64Array {
  const tops = new Float64Array(lines.length + 1);
  lines.forEach((line, index) => {
    tops[index + 1] = (tops[index] ?? 0) + (line.kind === 'group' ? lineHeight.wide : height);
  });
  return tops;
}

/**
 * The trends of the lines on the screen, from the blocks that they are in; never more than two, which are
 * longer than a screen.
 */
function useTrends(lines: TableLine[], first: number, last: number, isShown: boolean): Map<number, Trend> {
  const blockOf = (line: number) => (isShown ? seriesOfBlock(lines, Math.floor(line / linesPerBlock)) : []);
  const upper = useQuery(trendsQuery(blockOf(first))).data;
  const lower = useQuery(trendsQuery(blockOf(last))).data;
  return useMemo(
    () =>
      new Map([...(upper?.items ?? []), ...(lower?.items ?? [])].map((trend) => [trend.series_id, trend])),
    [upper, lower],
  );
}

interface OverviewTableProps {
  lines: TableLine[];
  columns: Column[];
  sort: Sort;
  onSort: (key: SortKey) => void;
}

const keySteps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };

/** The models as a table of which only the rows on the screen exist. */
export function OverviewTable({ lines, columns, sort, onSort }: OverviewTableProps) {
  const height = useLineHeight();
  const list = useRef<HTMLDivElement>(null);
  const tops = useMemo(() => topsOf(lines, height), [lines, height]);
  const { first, end, before, after, reveal } = useWindowRows(list, tops);
  const trends = useTrends(lines, first, end - 1, columns.includes('trend'));

  const focusRow = useCallback(
    (index: number) => {
      reveal(index);
      const focus = (attempt: number) => {
        const link = list.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);
        if (link) link.focus({ preventScroll: true });
        else if (attempt < 10) requestAnimationFrame(() => focus(attempt + 1));
      };
      focus(0);
    },
    [reveal],
  );
  const isRow = useMemo(() => lines.map((line) => line.kind === 'row'), [lines]);
  const onArrow = useCallback(
    (event: KeyboardEvent, index: number) => {
      const step = keySteps[event.key];
      let target = event.key === 'Home' ? 0 : event.key === 'End' ? isRow.length - 1 : index + (step ?? 0);
      if (target === index || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      target = Math.max(0, Math.min(isRow.length - 1, target));
      // A heading of a group is no row: on to the next one.
      const direction = target < index && event.key !== 'Home' ? -1 : 1;
      while (target >= 0 && target < isRow.length && !isRow[target]) target += direction;
      if (isRow[target]) focusRow(target);
    },
    [isRow, focusRow],
  );

  const shown = lines.slice(first, end);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of which most rows are not there cannot be a <table>
    <div role="table" aria-label="Models" aria-rowcount={lines.length + 1} className="overview-table">
      <TableHeader columns={columns} sort={sort} onSort={onSort} />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" ref={list}>
        <div role="presentation" style={{ height: before }} />
        {shown.map((line, at) => {
          const index = first + at;
          if (line.kind === 'group')
            return <GroupHeading key={`group ${line.label}`} line={line} index={index} />;
          const id = line.change?.series_id ?? line.series?.id;
          return (
            <OverviewTableRow
              key={`${index} ${line.row.id}`}
              row={line.row}
              change={line.change}
              series={line.series}
              trend={id === undefined ? undefined : trends.get(id)}
              columns={columns}
              index={index}
              onArrow={onArrow}
            />
          );
        })}
        <div role="presentation" style={{ height: after }} />
      </div>
    </div>
  );
}

function GroupHeading({ line, index }: { line: Extract<TableLine, { kind: 'group' }>; index: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: nothing can be done with it
    <div role="row" aria-rowindex={index + 2} className="overview-group">
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="cell" className="truncate">
        <span className="font-medium text-ink">{line.label}</span> {formatCount(line.count, 'model')}
      </div>
    </div>
  );
}
