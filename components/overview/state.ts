/** The states of a model in the order in which they need a person. */
export const states = [
  'drift',
  'silent',
  'warning',
  'late',
  'unstable',
  'unwatched',
  'learning',
  'stable',
] as const;
export type State = (typeof states)[number];

/** The state that the API calls `health`; its names are older than the screens. */
export function stateOf(health: string): State {
  if (health === 'insufficient_data') return 'learning';
  return states.find((state) => state === health) ?? 'unwatched';
}

export const stateWords: Record<State, string> = {
  drift: 'Drift',
  silent: 'Silent',
  warning: 'Warning',
  late: 'Late points',
  unstable: 'No steady level',
  unwatched: 'Not watched',
  learning: 'Learning',
  stable: 'Stable',
};

/** What a word alone does not say. */
export const stateHelp: Record<State, string> = {
  drift: 'A detector has found a change that is still open.',
  silent: 'No point for longer than six of its usual intervals and than an hour.',
  warning: 'A change is likely, and not sure yet.',
  late: 'Most points arrive late, so no detector sees them.',
  unstable: 'The series wanders: there is no level to compare with.',
  unwatched: 'No enabled detector watches it.',
  learning: 'Too few points to judge yet.',
  stable: 'No detector sees a change.',
};
