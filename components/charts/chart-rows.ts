import { isWorseReading } from '@/lib/detectors/worse-reading';
import type { Level } from './level';

/** Points of one bucket, as the API gives them, with their time in epoch milliseconds. */
export interface ChartPoint {
  ms: number;
  mean: number;
  min: number;
  max: number;
  count: number;
  late: number;
}

/** What a detector run said at one time. */
export interface ChartReading {
  ms: number;
  statistic: number | null;
  threshold: number | null;
  level: Level;
}

/** One place on the time axis, shared by the chart of values and the chart of the statistic. */
export interface ChartRow {
  ms: number;
  /** Null in a gap: the line stops there instead of pretending. */
  value: number | null;
  band: [number, number] | null;
  count: number;
  late: number;
  statistic: number | null;
  threshold: number | null;
  level: Level | null;
  readingMs: number | null;
  /** The line alone would not show it: few points, or one between two gaps. */
  hasDot: boolean;
}

function isWorse(reading: ChartReading, row: ChartRow): boolean {
  if (row.level === null) return true;
  const { level, statistic, readingMs } = row;
  return isWorseReading({ ...reading, tsMs: reading.ms }, { level, statistic, tsMs: readingMs ?? row.ms });
}

/**
 * What is drawn of a threshold: a drift that is held below its own has one under zero, which is no limit to
 * look at.
 */
function drawnThreshold({ statistic, threshold }: ChartReading): number | null {
  const isHeld = statistic !== null && statistic >= 0 && threshold !== null && threshold < 0;
  return isHeld ? null : threshold;
}

function setReading(row: ChartRow, reading: ChartReading) {
  row.statistic = reading.statistic;
  row.threshold = drawnThreshold(reading);
  row.level = reading.level;
  row.readingMs = reading.ms;
}

function emptyRow(ms: number): ChartRow {
  return {
    ms,
    value: null,
    band: null,
    count: 0,
    late: 0,
    statistic: null,
    threshold: null,
    level: null,
    readingMs: null,
    hasDot: false,
  };
}

function rowOf(point: ChartPoint): ChartRow {
  return {
    ...emptyRow(point.ms),
    value: point.mean,
    band: [point.min, point.max],
    count: point.count,
    late: point.late,
  };
}

/**
 * How long a silence has to be to count as a gap: six times the usual step and twice the longest of the
 * common ones, so that weekends in business-day data are no gaps but a week of silence is.
 */
function gapLength(rows: ChartRow[]): number {
  const steps = rows.slice(1).map((row, index) => row.ms - (rows[index]?.ms ?? row.ms));
  steps.sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  const common = steps[Math.floor(steps.length * 0.9)] ?? 0;
  return Math.max(6 * usual, 2 * Math.min(common, 10 * usual));
}

function withGaps(rows: ChartRow[]): ChartRow[] {
  const longest = gapLength(rows);
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    if (!before || row.ms - before.ms <= longest) return [row];
    return [emptyRow((row.ms + before.ms) / 2), row];
  });
}

/** Above this many rows dots everywhere would only thicken the line. */
const maxDots = 60;

function markDots(rows: ChartRow[]) {
  rows.forEach((row, index) => {
    const isBare = (at: number) => rows[at] === undefined || rows[at].value === null;
    const isAlone = isBare(index - 1) && isBare(index + 1);
    row.hasDot = row.value !== null && (isAlone || rows.length <= maxDots);
  });
}

/**
 * One list for both charts, so that their cursors meet. A reading belongs to the last row at or before it; of
 * several in one row the worst stays, so that no alarm disappears by down-sampling.
 */
export function chartRows(points: ChartPoint[], readings: ChartReading[]): ChartRow[] {
  const rows = points.map(rowOf);
  let at = 0;
  for (const reading of readings) {
    while ((rows[at + 1]?.ms ?? Number.POSITIVE_INFINITY) <= reading.ms) at++;
    const row = rows[at];
    if (row && row.ms <= reading.ms && isWorse(reading, row)) setReading(row, reading);
  }
  const result = withGaps(rows);
  markDots(result);
  return result;
}
