/** What the address says of the list: a state, and words. */
export interface IncidentFilters {
  state: 'open' | 'resolved' | 'all';
  search: string;
}

export const states = ['open', 'resolved', 'all'] as const;

/** Without a state, those that are open: they are what one comes for. */
export function readFilters(query: { get(name: string): string | null }): IncidentFilters {
  const state = states.find((one) => one === query.get('state')) ?? 'open';
  return { state, search: query.get('q')?.trim() ?? '' };
}

/** The states as the API names them; an incident that somebody has acknowledged is still open. */
export function stateQuery({ state }: IncidentFilters): string | undefined {
  if (state === 'all') return undefined;
  return state === 'open' ? 'open,acknowledged' : state;
}
