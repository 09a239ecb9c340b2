import type { DetectorState, Reading } from '../detectors/types';
import type { DetectorBehaviour } from './detector-behaviour';
import { isTooSmall } from './run-rules';

/** Shows a point to a state; a drift whose change is too small to matter is a warning. */
export function judgeBy(
  { method, rules }: DetectorBehaviour,
  state: DetectorState,
  value: number,
  tsMs: number,
): Reading {
  const reading = method.update(state, value, tsMs);
  if (reading.level !== 'drift' || rules.minChange === null) return reading;
  const referenceMean = () => method.windows(state).reference?.mean ?? null;
  return isTooSmall(reading, rules.minChange, referenceMean) ? { ...reading, level: 'warning' } : reading;
}
