import { releaseRatio } from '../detectors/hysteresis';
import type { DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import type { SimulatedReplicates } from './simulated-replicates';
import type { StrategySnapshot } from './strategy-snapshot';

/** Alarms of a method over replicates. An alarm is a point in drift after a point that is not. */
export interface AlarmCount {
  alarms: number;
  /** Points that were judged. */
  points: number;
  perReplicate: number[];
}

/** Shows every replicate to its own strategy, which starts afresh or continues from the snapshot. */
export function countAlarms(
  behaviour: DetectorBehaviour,
  replicates: SimulatedReplicates,
  snapshot: StrategySnapshot | null,
): AlarmCount {
  const count: AlarmCount = { alarms: 0, points: 0, perReplicate: [] };
  for (const { startMs, values } of replicates.series) {
    const before = count.alarms;
    const strategy = new DetectorStrategy(behaviour, snapshot ?? undefined);
    let wasDrift = strategy.level === 'drift';
    let index = 0;
    for (const value of values) {
      const { level } = strategy.judge(value, startMs + index * replicates.spacingMs);
      index += 1;
      if (level !== 'insufficient_data') count.points += 1;
      const isDrift = level === 'drift';
      if (isDrift && !wasDrift) count.alarms += 1;
      wasDrift = isDrift;
    }
    count.perReplicate.push(count.alarms - before);
  }
  return count;
}

/**
 * The statistic of every point of the replicates, 0 where there is none; `behaviour` has a threshold that is
 * never reached.
 */
export function statisticPath(
  behaviour: DetectorBehaviour,
  replicates: SimulatedReplicates,
  snapshot: StrategySnapshot | null,
): Float64Array {
  const { length, spacingMs, series } = replicates;
  const path = new Float64Array(series.length * length);
  for (const [replicate, { startMs, values }] of series.entries()) {
    const strategy = new DetectorStrategy(behaviour, snapshot ?? undefined);
    const own = path.subarray(replicate * length);
    let index = 0;
    for (const value of values) {
      own[index] = strategy.judge(value, startMs + index * spacingMs).statistic ?? 0;
      index += 1;
    }
  }
  return path;
}

/**
 * The number of alarms that a threshold would give on a path of statistics, with hysteresis as in
 * hysteresis.ts. Exact for methods whose statistic does not depend on the threshold, a first guess for the
 * others.
 */
export function countOnPath(path: Float64Array, length: number, threshold: number): number {
  const release = threshold * releaseRatio;
  let alarms = 0;
  for (let from = 0; from < path.length; from += length) {
    const to = Math.min(from + length, path.length);
    let isDrift = false;
    for (let index = from; index < to; index += 1) {
      const statistic = path[index] as number;
      if (isDrift) isDrift = statistic > release;
      else if (statistic > threshold) {
        isDrift = true;
        alarms += 1;
      }
    }
  }
  return alarms;
}
