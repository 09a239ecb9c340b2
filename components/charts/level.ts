/** The levels of a detector run, and what a model without any enabled detector is. */
export type Level = 'insufficient_data' | 'stable' | 'warning' | 'drift';
export type Health = Level | 'unwatched';

/** What a person reads; a level is never told by its colour alone. */
export const healthLabels: Record<Health, string> = {
  drift: 'Drift',
  warning: 'Warning',
  stable: 'Stable',
  insufficient_data: 'Too little data',
  unwatched: 'Not watched',
};
