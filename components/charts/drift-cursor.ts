import { formatFixed, formatInstantExact, formatNumber, formatUnit } from '@/lib/format';
import type { ChartRow } from './chart-rows';
import type { ChartTableData } from './chart-table';
import { healthLabels } from './level';
import { nearestRowIndex } from './nearest';
import type { CursorFact, CursorReading } from './plot-tooltip';

interface HowToWrite {
  decimals: number;
  unit: string | null;
  /** The IANA zone of times. */
  zone: string;
}

function withUnitName(text: string, unit: string | null): string {
  const name = formatUnit(unit);
  return name === '' ? text : `${text} ${name}`;
}

/** What is said of a row. A bucket of several points says so, with its extremes. */
function factsOfRow(row: ChartRow, { decimals, unit }: HowToWrite): CursorFact[] {
  if (row.value === null) return [];
  const write = (value: number) => withUnitName(formatFixed(value, decimals), unit);
  const isBucket = row.count > 1 && row.band !== null;
  return [
    { name: isBucket ? `Mean of ${row.count}` : 'Value', text: write(row.value) },
    ...(isBucket && row.band
      ? [
          { name: 'Lowest', text: write(row.band[0]) },
          { name: 'Highest', text: write(row.band[1]) },
        ]
      : []),
    ...(row.late > 0 ? [{ name: 'Came late', text: String(row.late) }] : []),
    ...(row.level ? [{ name: 'Level', text: healthLabels[row.level] }] : []),
    ...(row.statistic !== null ? [{ name: 'Statistic', text: formatNumber(row.statistic) }] : []),
    ...(row.threshold !== null ? [{ name: 'Threshold', text: formatNumber(row.threshold) }] : []),
  ];
}

/** The row with a value that is nearest to a time, for the cursor. `rows` are those without gaps. */
export function readRows(rows: readonly ChartRow[], ms: number, how: HowToWrite): CursorReading | null {
  const row = rows[nearestRowIndex(rows, ms)];
  if (!row || row.value === null) return null;
  return {
    ms: row.ms,
    title: formatInstantExact(row.ms, how.zone),
    facts: factsOfRow(row, how),
    marks: [{ ms: row.ms, value: row.value, color: 'var(--chart-value)' }],
  };
}

/** All rows as a table, newest first. */
export function tableOfRows(rows: readonly ChartRow[], { decimals, unit, zone }: HowToWrite): ChartTableData {
  const isBucketed = rows.some(({ count }) => count > 1);
  const hasStatistic = rows.some(({ statistic }) => statistic !== null);
  const value = withUnitName(isBucketed ? 'Mean' : 'Value', unit);
  return {
    columns: [
      'Time',
      value,
      ...(isBucketed ? ['Lowest', 'Highest', 'Points'] : []),
      ...(hasStatistic ? ['Statistic', 'Threshold', 'Level'] : []),
    ],
    rows: rows
      .toReversed()
      .map((row) => [
        formatInstantExact(row.ms, zone),
        row.value === null ? '' : formatFixed(row.value, decimals),
        ...(isBucketed
          ? [
              row.band ? formatFixed(row.band[0], decimals) : '',
              row.band ? formatFixed(row.band[1], decimals) : '',
              String(row.count),
            ]
          : []),
        ...(hasStatistic
          ? [
              row.statistic === null ? '' : formatNumber(row.statistic),
              row.threshold === null ? '' : formatNumber(row.threshold),
              row.level ? healthLabels[row.level] : '',
            ]
          : []),
      ]),
  };
}
