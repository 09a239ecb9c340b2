'use client';

import { type ComponentType, createContext, lazy, type ReactNode, Suspense, useContext, useId } from 'react';
import type { PlotFrame } from './chart-frame';
import { ChartTable, type ChartTableData } from './chart-table';
import type { PlotBand, PlotLine } from './line-paths';
import { PlotOverlay } from './plot-overlay';
import type { CursorReading } from './plot-tooltip';

/** Recharts is large: it comes with the first chart, after the page. */
const LazyPlotLines = lazy(async () => ({ default: (await import('./plot-lines')).PlotLines }));

type LinesRenderer = ComponentType<{ frame: PlotFrame; lines: PlotLine[]; bands: PlotBand[] }>;

/** What draws grid, axes and lines of the plots inside. */
export const LinesRendererContext = createContext<LinesRenderer>(LazyPlotLines);

interface PlotProps {
  frame: PlotFrame;
  lines: PlotLine[];
  bands: PlotBand[];
  /** Names the chart, with its labels. */
  label: string;
  /** A sentence of what it shows, for those who do not see it. */
  summary: string;
  times: readonly number[];
  readAt: (ms: number) => CursorReading | null;
  /** SVG beneath the lines and over them, in pixels of the panel. */
  under?: ReactNode;
  over?: ReactNode;
  /** HTML over the plot, such as names of lines. */
  beside?: ReactNode;
  /** Beneath the plot, on its axis of time. */
  foot?: ReactNode;
  /** Beside the toggle of the table. */
  tools?: ReactNode;
  /** What the table behind the chart holds; without it there is none. */
  table?: (() => ChartTableData) | undefined;
}

const layer = 'pointer-events-none absolute inset-0 size-full';

/** One plot with its cursor, its name, its sentence and its table. */
export function Plot(props: PlotProps) {
  const { frame, lines, bands, label, summary, under, over } = props;
  const summaryId = useId();
  const PlotLines = useContext(LinesRendererContext);
  return (
    <figure aria-label={label} className="min-w-0">
      <p id={summaryId} className="sr-only">
        {summary}
      </p>
      <div className="relative" style={{ height: frame.height }}>
        {under && (
          <svg aria-hidden="true" className={layer}>
            {under}
          </svg>
        )}
        <Suspense>
          <PlotLines frame={frame} lines={lines} bands={bands} />
        </Suspense>
        {over && (
          <svg aria-hidden="true" className={layer}>
            {over}
          </svg>
        )}
        {props.beside}
        <PlotOverlay
          frame={frame}
          times={props.times}
          readAt={props.readAt}
          label={`Cursor of ${label}`}
          describedBy={summaryId}
        />
      </div>
      {props.foot}
      {props.table && <ChartTable label={label} read={props.table} tools={props.tools} />}
    </figure>
  );
}
