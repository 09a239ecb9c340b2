import type { Level } from '../detectors/types';
import type { Health } from '../schemas/models';

const worstFirst: Level[] = ['drift', 'warning', 'stable', 'insufficient_data'];

/** The worst of some levels; null when there are none. A verdict outranks the lack of one. */
export function worstLevel(levels: (Level | null)[]): Level | null {
  return worstFirst.find((level) => levels.includes(level)) ?? null;
}

/** An open incident is drift, whatever the last reading says. */
export function modelHealth(levels: (Level | null)[], openIncidents: number): Health {
  if (openIncidents > 0) return 'drift';
  return worstLevel(levels) ?? 'unwatched';
}
