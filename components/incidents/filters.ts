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

/** What opened, got worse or ended within a day. */
const lastDay = 'changed:24h';
/** A term of the search with its span of time. */
const changedTerm = /(^|\s)changed:\S*/g;

export const isOfLastDay = (search: string) => search.match(changedTerm)?.join().trim() === lastDay;

/** The same search of the last day alone, or of all times. */
export function withLastDay(search: string, isWanted: boolean): string {
  const rest = search.replace(changedTerm, '').trim();
  return isWanted ? `${rest} ${lastDay}`.trim() : rest;
}
