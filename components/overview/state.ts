import { type Health, healthHelp, healthLabels } from '@/components/charts/level';

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

/** The same the other way round. */
export const healthOf = (state: State): Health => (state === 'learning' ? 'insufficient_data' : state);

export const stateWord = (state: State) => healthLabels[healthOf(state)];

/** What a word alone does not say. */
export const stateHelp = (state: State) => healthHelp[healthOf(state)];
