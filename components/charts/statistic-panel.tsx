'use client';

import { useMemo } from 'react';
import { useTimeZone } from '@/components/ui/time-zone';
import type { PlotFrame } from './chart-frame';
import type { ChartRow } from './chart-rows';
import type { ChartIncident } from './chart-windows';
import { readRows } from './drift-cursor';
import { EventLines } from './event-lane';
import { Plot } from './plot';
import { statisticExtent } from './value-domain';
import { valueAxis } from './value-ticks';

interface StatisticPanelProps {
  /** That of the values above, whose axis of time it has. */
  frame: PlotFrame;
  rows: ChartRow[];
  incidents: ChartIncident[];
  label: string;
}

export const statisticHeight = 130;

const noBands: never[] = [];

/**
 * The detector's statistic against its threshold. It is connected over silences and late points: without a
 * point to evaluate, a statistic stays as it is.
 */
export function StatisticPanel({ frame: values, rows, incidents, label }: StatisticPanelProps) {
  const { zone } = useTimeZone();
  const extent = useMemo(() => statisticExtent(rows), [rows]);
  const read = useMemo(() => rows.filter((row) => row.statistic !== null), [rows]);
  const lines = useMemo(
    () => [
      {
        id: 'threshold',
        color: 'var(--drift)',
        strokeDasharray: '5 3',
        isConnected: true,
        rows: rows.map(({ ms, threshold }) => ({ ms, value: threshold })),
      },
      {
        id: 'statistic',
        color: 'var(--ink-2)',
        isConnected: true,
        rows: rows.map(({ ms, statistic }) => ({ ms, value: statistic })),
      },
      {
        id: 'drifting',
        color: 'var(--drift)',
        strokeWidth: 1.75,
        rows: rows.map(({ ms, level, statistic }) => ({ ms, value: level === 'drift' ? statistic : null })),
      },
    ],
    [rows],
  );
  const times = useMemo(() => read.map(({ ms }) => ms), [read]);
  if (!extent) {
    return (
      <p className="py-4 text-center text-xs text-ink-3">
        No statistic in this range: the detector was still learning.
      </p>
    );
  }
  const frame = { ...values, height: statisticHeight, value: valueAxis(extent.low, extent.high, 3) };
  const readAt = (ms: number) => {
    const reading = readRows(read, ms, { decimals: 4, unit: null, zone });
    return (
      reading && {
        ...reading,
        facts: reading.facts.filter(({ name }) => ['Statistic', 'Threshold', 'Level'].includes(name)),
        marks: [],
      }
    );
  };
  return (
    <Plot
      frame={frame}
      lines={lines}
      bands={noBands}
      label={label}
      summary={`${label}; the threshold is dashed. The table of the chart above has its values.`}
      times={times}
      readAt={readAt}
      over={<EventLines frame={frame} incidents={incidents} annotations={[]} />}
    />
  );
}
