import { formatExact, formatInstantExact, formatUnit, formatValue } from '@/lib/format';
import type { ChartRow } from './chart-rows';
import { healthLabels } from './level';

interface ChartTooltipProps {
  row: ChartRow;
  unit: string | null;
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="text-right font-mono">{children}</dd>
    </>
  );
}

/** Exact values under the cursor. A bucket of several points says so, with its extremes. */
export function ChartTooltip({ row, unit }: ChartTooltipProps) {
  if (row.value === null) return null;
  const name = formatUnit(unit);
  const exact = (value: number) => (name === '' ? formatExact(value) : `${formatExact(value)} ${name}`);
  return (
    <div className="max-w-64 rounded-md border border-line bg-surface px-2.5 py-2 text-xs shadow-lg">
      <p className="mb-1 font-medium whitespace-nowrap">{formatInstantExact(row.ms)}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {row.count > 1 ? (
          <>
            <Fact name={`Mean of ${row.count}`}>{formatValue(row.value, unit)}</Fact>
            <Fact name="Lowest">{exact(row.band?.[0] ?? row.value)}</Fact>
            <Fact name="Highest">{exact(row.band?.[1] ?? row.value)}</Fact>
          </>
        ) : (
          <Fact name="Value">{exact(row.value)}</Fact>
        )}
        {row.late > 0 && <Fact name="Came late">{String(row.late)}</Fact>}
        {row.level && <Fact name="Level">{healthLabels[row.level]}</Fact>}
        {row.statistic !== null && <Fact name="Statistic">{formatValue(row.statistic, null)}</Fact>}
        {row.threshold !== null && <Fact name="Threshold">{formatValue(row.threshold, null)}</Fact>}
      </dl>
    </div>
  );
}
