'use client';

import { type ReactNode, useMemo, useRef } from 'react';
import { useTimeZone } from '@/components/ui/time-zone';
import { formatCount, formatFixed, formatInstant, formatInstantExact, formatUnit } from '@/lib/format';
import { ChartEnds } from './chart-ends';
import { axisWidthOf, type PlotFrame, plotHeight, plotTop, plotY, timeTickCount } from './chart-frame';
import type { ChartTableData } from './chart-table';
import type { ChartAnnotation, ChartIncident } from './chart-windows';
import { placeLabels } from './direct-labels';
import { EventLane, EventLines } from './event-lane';
import type { PlotBand } from './line-paths';
import { nearestRowIndex } from './nearest';
import { Plot } from './plot';
import type { CursorReading } from './plot-tooltip';
import { timeAxis } from './time-ticks';
import { useWidth } from './use-width';
import { boundsOf, type ValueBounds, valueAxis, withUnit } from './value-ticks';

interface LineRow {
  ms: number;
  value: number | null;
}

export interface NamedLine {
  id: string;
  name: string;
  color: string;
  rows: LineRow[];
  isStrong?: boolean;
}

interface LinesChartProps {
  label: string;
  lines: NamedLine[];
  /** What lies behind the lines: the series that are not drawn one by one. */
  rest: { ms: number; band: [number, number] }[];
  restName: string;
  domain: [number, number];
  /** The axis of values; without it, what the lines need. Charts side by side share one. */
  extent?: { low: number; high: number } | undefined;
  unit: string | null;
  bounds: ValueBounds;
  decimals: number;
  height: number;
  incidents: ChartIncident[];
  annotations: ChartAnnotation[];
  tools?: ReactNode;
}

const narrowMargin = 12;
/** From this width on, lines are named at their ends; the table has their colours as well. */
const labelsFrom = 560;
const pixelsPerLetter = 6.2;
const mostLabelPixels = 170;
const labelGap = 13;
const footHeight = 30;
const noRest: PlotBand[] = [];

function extentOf(lines: NamedLine[], rest: LinesChartProps['rest']): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { rows } of lines) for (const { value } of rows) if (value !== null) take(value);
  for (const { band } of rest) band.forEach(take);
  return low <= high ? { low, high } : null;
}

/** The value of a line at a time: its nearest point, unless that is far away on the shown range. */
function valueAt(rows: LineRow[], ms: number, mostMs: number): LineRow | null {
  const row = rows[nearestRowIndex(rows, ms)];
  return row && row.value !== null && Math.abs(row.ms - ms) <= mostMs ? row : null;
}

/** Several series of one metric as lines, named at their ends, before a grey band of the others. */
export function LinesChart(props: LinesChartProps) {
  const { label, lines, rest, domain, unit, decimals, height, incidents, annotations } = props;
  const container = useRef<HTMLDivElement>(null);
  const width = useWidth(container);
  const { zone } = useTimeZone();
  const name = formatUnit(unit);
  const extent = useMemo(() => extentOf(lines, rest), [lines, rest]);
  const times = useMemo(
    () =>
      [
        ...new Set(lines.flatMap(({ rows }) => rows.flatMap((row) => (row.value === null ? [] : [row.ms])))),
      ].sort((a, b) => a - b),
    [lines],
  );
  const filled = useMemo(
    () => lines.map((line) => ({ ...line, rows: line.rows.filter((row) => row.value !== null) })),
    [lines],
  );
  const drawn = useMemo(
    () => lines.map((line) => ({ ...line, strokeWidth: line.isStrong ? 2 : 1.25 })),
    [lines],
  );
  const bands = useMemo(
    () =>
      rest.length === 0 ? noRest : [{ id: 'rest', color: 'var(--chart-band)', opacity: 0.14, rows: rest }],
    [rest],
  );

  const { low, high } = props.extent ?? extent ?? { low: 0, high: 1 };
  const axis = withUnit(valueAxis(low, high, 4, boundsOf(unit, props.bounds, low, high)), name);
  const left = axisWidthOf([axis]);
  const longest = Math.max(0, ...lines.map((line) => line.name.length));
  const hasLabels = width >= labelsFrom && lines.length > 1;
  const frame: PlotFrame = {
    width,
    height,
    left,
    right: hasLabels ? Math.min(mostLabelPixels, longest * pixelsPerLetter + 12) : narrowMargin,
    time: timeAxis(domain[0], domain[1], timeTickCount(width - left), zone),
    value: axis,
  };
  const write = (value: number) => `${formatFixed(value, decimals)}${name === '' ? '' : ` ${name}`}`;
  const mostMs = (domain[1] - domain[0]) / 50;

  const readAt = (ms: number): CursorReading | null => {
    const there = filled.flatMap((line) => {
      const row = valueAt(line.rows, ms, mostMs);
      return row && row.value !== null ? [{ line, ms: row.ms, value: row.value }] : [];
    });
    if (there.length === 0) return null;
    const others = rest[nearestRowIndex(rest, ms)];
    return {
      ms,
      title: formatInstantExact(Math.round(ms), zone),
      facts: [
        ...there.map(({ line, value }) => ({ name: line.name, text: write(value), color: line.color })),
        ...(others
          ? [
              {
                name: props.restName,
                text: `${formatFixed(others.band[0], decimals)} to ${write(others.band[1])}`,
              },
            ]
          : []),
      ],
      marks: there.map(({ line, ms: at, value }) => ({ ms: at, value, color: line.color })),
    };
  };
  const ends = filled.flatMap((line) => {
    const value = line.rows.at(-1)?.value;
    return value == null ? [] : [{ id: line.id, value, line }];
  });
  const labels = placeLabels(
    ends.map(({ id, value }) => ({ id, y: plotY(frame, value) })),
    labelGap,
    plotTop,
    plotTop + plotHeight(frame),
  );
  const summary =
    ends.length === 0
      ? 'No points in this range.'
      : `${formatCount(lines.length, 'line')} from ${formatInstant(times[0] ?? domain[0], zone)} to ${formatInstant(times.at(-1) ?? domain[1], zone)}. Last values: ${ends
          .map(({ value, line }) => `${line.name} ${write(value)}`)
          .join(', ')}.`;
  const table = (): ChartTableData => ({
    columns: ['Time', ...lines.map((line) => line.name)],
    rows: times.toReversed().map((ms) => [
      formatInstantExact(ms, zone),
      ...filled.map((line) => {
        const row = line.rows[nearestRowIndex(line.rows, ms)];
        return row?.ms === ms && row.value !== null ? formatFixed(row.value, decimals) : '';
      }),
    ]),
  });

  return (
    <div ref={container} className="min-w-0" style={{ minHeight: height + footHeight }}>
      {width > 0 && (
        <>
          <EventLane frame={frame} incidents={incidents} annotations={annotations} />
          <Plot
            frame={frame}
            lines={drawn}
            bands={bands}
            label={label}
            summary={summary}
            times={times}
            readAt={readAt}
            over={<EventLines frame={frame} incidents={[]} annotations={annotations} />}
            beside={
              hasLabels &&
              labels.map(({ id, y }) => {
                const line = lines.find((one) => one.id === id);
                return (
                  <span
                    key={id}
                    aria-hidden="true"
                    title={line?.name}
                    className="pointer-events-none absolute truncate text-[11px] leading-none"
                    style={{
                      left: width - frame.right + 5,
                      width: frame.right - 5,
                      top: y - 6,
                      color: line?.color,
                    }}
                  >
                    {line?.name}
                  </span>
                );
              })
            }
            foot={<ChartEnds frame={frame} />}
            tools={props.tools}
            table={table}
          />
        </>
      )}
    </div>
  );
}
