'use client';

import { useMemo, useRef, useState } from 'react';
import { useTimeZone } from '@/components/ui/time-zone';
import { decimalsOf, formatNumber, formatUnit } from '@/lib/format';
import { ChartEnds } from './chart-ends';
import { axisWidthOf, type PlotFrame, timeTickCount } from './chart-frame';
import { type ChartPoint, type ChartReading, type ChartRow, chartRows } from './chart-rows';
import { summaryOf } from './chart-summary';
import type { ChartAnnotation, ChartIncident, ChartWindows } from './chart-windows';
import { readRows, tableOfRows } from './drift-cursor';
import { EventLane, EventLines } from './event-lane';
import { Plot } from './plot';
import { StatisticPanel } from './statistic-panel';
import { StatisticStrip, shareOfThreshold } from './statistic-strip';
import { timeAxis } from './time-ticks';
import { useWidth } from './use-width';
import { stretchedExtent, valueExtent } from './value-domain';
import { boundsOf, type ValueBounds, valueAxis, withUnit } from './value-ticks';
import { PointMarks, WindowBrackets, WindowMarks } from './window-marks';

interface DriftChartProps {
  /** Unique on the page. */
  id: string;
  /** What a screen reader says for the chart: the metric with its labels. */
  label: string;
  points: ChartPoint[];
  readings: ChartReading[];
  windows: ChartWindows;
  incidents: ChartIncident[];
  annotations?: ChartAnnotation[];
  /** The shown stretch of time. */
  domain: [number, number];
  unit: string | null;
  /** What the metric's values can be; a share in 0..1 needs none. */
  bounds?: ValueBounds;
  /** Of the metric; without them, those that its shown values need. */
  decimals?: number | undefined;
  /** Pixels of the panel of values. */
  height: number;
  isDownSampled: boolean;
  /** What the statistic is; without it there is none. */
  statisticTitle?: string | undefined;
}

const rightMargin = 12;
const noAnnotations: ChartAnnotation[] = [];
const noBounds: ValueBounds = { lower: null, upper: null };
/** Under the plot: its ends, and the brackets of the windows. */
const footHeight = 32;

function Closeness({ rows }: { rows: readonly ChartRow[] }) {
  const last = rows.findLast((row) => row.level !== null);
  if (!last) return <>Statistic: the detector is still learning</>;
  const share = shareOfThreshold(last);
  if (share === null) return <>Statistic: {last.level === 'drift' ? 'in drift' : 'not in drift'}</>;
  return <>Statistic now at {formatNumber(Math.round(share * 100))} % of its threshold</>;
}

/**
 * The values with what they are compared with; beneath them a strip that says how close the statistic is to
 * its threshold.
 */
export function DriftChart(props: DriftChartProps) {
  const { label, points, readings, windows, incidents, domain, unit, height } = props;
  const annotations = props.annotations ?? noAnnotations;
  const container = useRef<HTMLDivElement>(null);
  const width = useWidth(container);
  const { zone } = useTimeZone();
  const [isOpen, setIsOpen] = useState(false);
  const rows = useMemo(() => chartRows(points, readings), [points, readings]);
  const values = useMemo(() => rows.filter((row) => row.value !== null), [rows]);
  const times = useMemo(() => values.map(({ ms }) => ms), [values]);
  const extent = useMemo(() => valueExtent(rows), [rows]);
  const lines = useMemo(() => [{ id: 'value', color: 'var(--chart-value)', rows }], [rows]);
  const bands = useMemo(
    () => (props.isDownSampled ? [{ id: 'extremes', color: 'var(--chart-band)', opacity: 0.14, rows }] : []),
    [props.isDownSampled, rows],
  );
  const decimals = props.decimals ?? decimalsOf(unit, extent ? [extent.low, extent.high] : []);

  const stretched =
    extent && stretchedExtent(extent, [windows.reference?.mean ?? null, windows.lower, windows.upper]);
  const [low, high] = [stretched?.low ?? 0, stretched?.high ?? 1];
  const bounds = boundsOf(unit, props.bounds ?? noBounds, extent?.low ?? 0, extent?.high ?? 1);
  const clamped = [Math.max(low, bounds.lower ?? low), Math.min(high, bounds.upper ?? high)] as const;
  const axis = withUnit(valueAxis(clamped[0], clamped[1], height > 120 ? 4 : 3, bounds), formatUnit(unit));
  const left = axisWidthOf([axis]);
  const frame: PlotFrame = {
    width,
    height,
    left,
    right: rightMargin,
    time: timeAxis(domain[0], domain[1], timeTickCount(width - left), zone),
    value: axis,
  };
  const hasStatistic = props.statisticTitle !== undefined;
  const toWrite = { decimals, unit, zone };

  return (
    <div ref={container} data-chart={props.id} className="min-w-0" style={{ minHeight: height + footHeight }}>
      {width > 0 && (
        <>
          <EventLane frame={frame} incidents={incidents} annotations={annotations} />
          <Plot
            frame={frame}
            lines={lines}
            bands={bands}
            label={label}
            summary={summaryOf({ rows, windows, incidents, decimals, unit, zone })}
            times={times}
            readAt={(ms) => readRows(values, ms, toWrite)}
            under={<WindowMarks frame={frame} windows={windows} />}
            over={
              <>
                <EventLines frame={frame} incidents={incidents} annotations={annotations} />
                <PointMarks frame={frame} rows={rows} windows={windows} />
              </>
            }
            foot={
              <>
                <WindowBrackets frame={frame} windows={windows} />
                <ChartEnds frame={frame} />
                {hasStatistic && !isOpen && <StatisticStrip frame={frame} rows={rows} />}
              </>
            }
            table={() => tableOfRows(values, toWrite)}
            tools={
              hasStatistic && (
                <button
                  type="button"
                  aria-expanded={isOpen}
                  title={props.statisticTitle}
                  onClick={() => setIsOpen(!isOpen)}
                  className="min-h-6 rounded px-1 text-ink-3 hover:text-ink"
                >
                  <Closeness rows={rows} />
                  <span className="text-tide"> {isOpen ? 'Hide' : 'Show'}</span>
                </button>
              )
            }
          />
          {hasStatistic && isOpen && (
            <>
              <p className="mt-1 text-xs text-ink-3" style={{ paddingLeft: left }}>
                {props.statisticTitle}
              </p>
              <StatisticPanel
                frame={frame}
                rows={rows}
                incidents={incidents}
                label={`${props.statisticTitle}, ${label}`}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}
