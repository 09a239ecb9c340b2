import type { Level } from '../detectors/types';

export type IncidentStep = 'open' | 'resolve' | 'keep';

/**
 * What a reading does to the episode of its run. Drift opens one where none is open; `stable` resolves it; `warning`
 * and `insufficient_data` leave things as they are, so that a value hovering at the limit does not flap.
 */
export function decideIncident(level: Level, isOpen: boolean): IncidentStep {
  if (level === 'drift' && !isOpen) return 'open';
  if (level === 'stable' && isOpen) return 'resolve';
  return 'keep';
}
