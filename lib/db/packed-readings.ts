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

export function readingAt(readings: PackedReadings, index: number): TimedReading {
  const at = index * width;
  return {
    tsMs: readings[at] as number,
    statistic: orNull(readings[at + 1] as number),
    threshold: orNull(readings[at + 2] as number),
    level: levels[readings[at + 3] as number] as LevelName,
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
  for (let at = from * width; at < to * width; at += width) {
    columns.tsMs.push(readings[at] as number);
    columns.statistics.push(orNull(readings[at + 1] as number));
    columns.thresholds.push(orNull(readings[at + 2] as number));
    columns.levels.push(readings[at + 3] as number);
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
