import type { Level } from '@/lib/detectors/types';
import { severityOf } from '@/lib/detectors/worse-reading';

export type { Level };
/** The health of a model or a series: a level, or what hides it. */
export type Health = Level | 'silent' | 'late' | 'unwatched';

/** What a person reads; a level is never told by its colour alone. */
export const healthLabels: Record<Health, string> = {
  drift: 'Drift',
  silent: 'Silent',
  warning: 'Warning',
  late: 'Late points',
  unstable: 'No steady level',
  stable: 'Stable',
  insufficient_data: 'Learning',
  unwatched: 'Not watched',
};

/** What a label alone does not say. */
export const healthHelp: Record<Health, string> = {
  drift: 'A detector has found a change that is still open.',
  silent: 'No point for longer than six of its usual intervals and than an hour.',
  warning: 'A change is likely, and not sure yet.',
  late: 'Most points arrive late, so no detector sees them.',
  unstable: 'The series wanders: there is no level to compare with. Try a rule with fixed limits.',
  stable: 'No detector sees a change.',
  insufficient_data: 'Too few points to judge yet.',
  unwatched: 'No enabled detector watches it.',
};

interface WatchedSeries {
  open_incident_count: number;
  level: Level | null;
  mostly_late: boolean;
  silent_since: string | null;
}

/**
 * The health of a series: an alarm first; another level says little where the detectors do not see most of
 * the points.
 */
export function healthOfSeries({
  open_incident_count,
  level,
  mostly_late,
  silent_since,
}: WatchedSeries): Health {
  if (open_incident_count > 0) return 'drift';
  if (silent_since !== null) return 'silent';
  if (level === null) return 'unwatched';
  return mostly_late && severityOf[level] < severityOf.warning ? 'late' : level;
}

/** How far a run that is learning has come, in points. */
export interface LearningProgress {
  seen: number;
  needed: number;
}

/** `Learning: 12 of 30`; other levels are their label. */
export function healthText(health: Health, learning: LearningProgress | null): string {
  const isKnown = health === 'insufficient_data' && learning !== null;
  return isKnown ? `${healthLabels[health]}: ${learning.seen} of ${learning.needed}` : healthLabels[health];
}
