'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { HealthMark } from '@/components/charts/health-mark';
import { healthOfSeries } from '@/components/charts/level';
import { sparklinePath } from '@/components/charts/sparkline-path';
import { classNames } from '@/components/ui/class-names';
import { formatFixed, formatUnit } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';
import { labelText, type MetricGroup, shortName } from './metric-groups';
import { factsQuery } from './queries';
import { writeChange } from './to-change';
import { openSeries } from './use-model-page';

interface SeriesTableProps {
  group: MetricGroup;
  /** The names of labels that tell the series apart. */
  varying: string[];
  /** The colours of the lines that are drawn, by series. */
  colors: Map<number, string>;
  /** Draws a series as a line, or no longer; without it there is nothing to choose. */
  onToggleLine?: ((id: number) => void) | undefined;
  openId: number | null;
  isVisible: boolean;
  /** What the open series shows; without it, the panel shows all of it already. */
  renderDetail?: ((series: SeriesSummary) => ReactNode) | undefined;
}

const rowsAtFirst = 12;
const numberCell = 'px-2 text-right max-sm:px-1 font-mono whitespace-nowrap';
const spark = { width: 72, height: 18 };

function scaleOf(series: SeriesSummary[]): { low: number; high: number } {
  const values = series.flatMap(({ sparkline }) => sparkline.values);
  return { low: Math.min(...values), high: Math.max(...values) };
}

interface SeriesRowProps extends Omit<SeriesTableProps, 'group' | 'renderDetail'> {
  series: SeriesSummary;
  decimals: number;
  scale: { low: number; high: number };
  canOpen: boolean;
}

function LineSwatch({
  name,
  color,
  onToggle,
}: {
  name: string;
  color: string | undefined;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={color !== undefined}
      aria-label={`Line of ${name}`}
      title={color === undefined ? 'Draw as a line' : 'Take the line off'}
      onClick={onToggle}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded hover:bg-raised"
    >
      <span
        className={classNames(
          'w-3.5 rounded-full',
          color === undefined ? 'h-2.5 border border-line-strong' : 'h-1',
        )}
        style={{ backgroundColor: color }}
      />
    </button>
  );
}

function SeriesRow({
  series,
  varying,
  decimals,
  scale,
  colors,
  onToggleLine,
  openId,
  isVisible,
  canOpen,
}: SeriesRowProps) {
  const { data: facts } = useQuery(factsQuery(series, isVisible));
  const isOpen = openId === series.id;
  const name = shortName(series.labels, varying);
  const now = series.last_value;
  const change =
    now !== null && facts?.referenceMean != null
      ? writeChange({ before: facts.referenceMean, after: now, unit: series.unit }, decimals)
      : null;
  const { offsets_ms, values } = series.sparkline;
  const points = values.map((value, index) => ({ ms: offsets_ms[index] ?? index, value }));
  return (
    <tr
      id={`series-${series.id}`}
      className={classNames('scroll-mt-40 border-t border-line', isOpen && 'bg-raised')}
    >
      <th
        scope="row"
        className="py-0.5 pr-2 pl-1 text-left font-normal max-sm:w-full max-sm:max-w-0 sm:max-w-64"
      >
        <span className="flex min-w-0 items-center gap-0.5">
          {onToggleLine && (
            <LineSwatch name={name} color={colors.get(series.id)} onToggle={() => onToggleLine(series.id)} />
          )}
          {canOpen ? (
            <button
              type="button"
              aria-expanded={isOpen}
              title={labelText(series.labels)}
              onClick={() => openSeries(isOpen ? null : series.id)}
              className="flex min-h-6 min-w-0 items-center gap-1 rounded px-1 text-left hover:text-tide"
            >
              <ChevronRight
                aria-hidden
                className={classNames(
                  'size-3.5 shrink-0 text-ink-3 transition-transform',
                  isOpen && 'rotate-90',
                )}
              />
              <span className="max-sm:break-all sm:truncate">{name}</span>
            </button>
          ) : (
            <span className="px-1 sm:truncate" title={labelText(series.labels)}>
              {name}
            </span>
          )}
        </span>
      </th>
      <td className={numberCell}>{now === null ? '–' : formatFixed(now, decimals)}</td>
      <td className={`${numberCell} hidden text-ink-2 sm:table-cell`}>
        {facts?.dayBefore == null ? '–' : formatFixed(facts.dayBefore, decimals)}
      </td>
      <td
        className={numberCell}
        title={change ? `The mean of the reference is ${change.before} ${change.unit}`.trim() : undefined}
      >
        {change ? change.change : '–'}
      </td>
      <td className="px-2 py-0.5 max-sm:px-1 sm:whitespace-nowrap max-sm:[&>span]:whitespace-normal">
        <HealthMark health={healthOfSeries(series)} learning={series.learning} />
      </td>
      <td className="hidden px-2 md:table-cell">
        <svg aria-hidden="true" width={spark.width} height={spark.height} className="block text-ink-2">
          <path
            d={sparklinePath(points, spark.width, spark.height, scale)}
            fill="none"
            stroke="currentColor"
          />
        </svg>
      </td>
    </tr>
  );
}

/** The series of a metric, one a row; a row opens to what the detector sees. */
export function SeriesTable({ group, renderDetail, ...row }: SeriesTableProps) {
  const [isWhole, setIsWhole] = useState(false);
  const { series, decimals, unit, metric } = group;
  // The open one is shown wherever it stands.
  const shown = series.filter((one, index) => isWhole || index < rowsAtFirst || one.id === row.openId);
  const scale = scaleOf(series);
  const name = formatUnit(unit);
  return (
    <>
      <table className="mt-2 w-full text-[0.8125rem]" aria-label={`Series of ${metric}`}>
        <thead className="text-xs text-ink-3">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              {row.varying.join(' · ') || 'Series'}
            </th>
            <th scope="col" className="px-2 py-1 text-right font-medium">
              Now{name && `, ${name}`}
            </th>
            <th scope="col" className="hidden px-2 py-1 text-right font-medium sm:table-cell">
              24 h before
            </th>
            <th scope="col" className="px-2 py-1 text-right font-medium sm:whitespace-nowrap">
              Δ reference
            </th>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              Level
            </th>
            <th scope="col" className="hidden px-2 py-1 text-left font-medium md:table-cell">
              Last 40
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.flatMap((one) => [
            <SeriesRow
              key={one.id}
              series={one}
              decimals={decimals}
              scale={scale}
              canOpen={renderDetail !== undefined}
              {...row}
            />,
            renderDetail && one.id === row.openId && (
              <tr key={`${one.id} open`} className="bg-raised/50">
                <td colSpan={6} className="p-0">
                  {renderDetail(one)}
                </td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
      {series.length > rowsAtFirst && (
        <button
          type="button"
          onClick={() => setIsWhole(!isWhole)}
          className="mt-1 min-h-7 rounded px-2 text-xs font-medium text-tide hover:underline"
        >
          {isWhole ? 'Show fewer' : `Show all ${series.length} series`}
        </button>
      )}
    </>
  );
}
