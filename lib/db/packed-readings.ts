import { levels } from '../detectors/types';
import { isWorseReading, severityOf } from '../detectors/worse-reading';
import type { LevelName } from './sql/runs';

/**
 * Readings of one run in time order: time, statistic, threshold and number of the level of one after the
 * other, NaN where there is no statistic. One flat array of numbers, since a process keeps those of 100,000
 * runs.
 */
export type PackedReadings = number[];

export interface TimedReading {
  tsMs: number;
  statistic: number | null;
  threshold: number | null;
  level: LevelName;
}

const width = 4;

const orNull = (value: number) => (Number.isNaN(value) ? null : value);

/** Adds what a run said about a point. */
export function packReading(
  readings: PackedReadings,
  tsMs: number,
  { statistic, threshold, level }: Omit<TimedReading, 'tsMs'>,
) {
  readings.push(tsMs, statistic ?? Number.NaN, threshold ?? Number.NaN, severityOf[level]);
}

export function countReadings(readings: PackedReadings): number {
  return readings.length / width;
}

/** Where each number of a reading is. */
const place = { tsMs: 0, statistic: 1, threshold: 2, level: 3 };

function numberAt(readings: PackedReadings, index: number, which: number): number {
  return readings[index * width + which] as number;
}

export function readingAt(readings: PackedReadings, index: number): TimedReading {
  return {
    tsMs: numberAt(readings, index, place.tsMs),
    statistic: orNull(numberAt(readings, index, place.statistic)),
    threshold: orNull(numberAt(readings, index, place.threshold)),
    level: levels[numberAt(readings, index, place.level)] as LevelName,
  };
}

/** Those from one index up to another, as columns. */
export function columnsOf(readings: PackedReadings, from: number, to: number) {
  const columns = {
    tsMs: [] as number[],
    statistics: [] as (number | null)[],
    thresholds: [] as (number | null)[],
    levels: [] as number[],
  };
  for (let index = from; index < to; index += 1) {
    columns.tsMs.push(numberAt(readings, index, place.tsMs));
    columns.statistics.push(orNull(numberAt(readings, index, place.statistic)));
    columns.thresholds.push(orNull(numberAt(readings, index, place.threshold)));
    columns.levels.push(numberAt(readings, index, place.level));
  }
  return columns;
}

/** The worst from one index up to another; of equally bad ones the first. */
export function worstOf(readings: PackedReadings, from: number, to: number): TimedReading {
  let worst = readingAt(readings, from);
  for (let index = from + 1; index < to; index += 1) {
    const reading = readingAt(readings, index);
    if (isWorseReading(reading, worst)) worst = reading;
  }
  return worst;
}
