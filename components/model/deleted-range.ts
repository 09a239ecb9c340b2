/** A range of points as the API takes it; both ends are included, and one of them may be open. */
export interface DeletedRange {
  from?: string;
  to?: string;
}

/** What a `datetime-local` control with seconds shows of a time, in UTC. */
export function toSecondsField(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** The typed ends of a range, or what is wrong with them; an empty one is open. */
export function readDeletedRange(from: string, to: string): DeletedRange | { error: string } {
  const [fromMs, toMs] = [from, to].map((typed) => (typed === '' ? null : Date.parse(`${typed}Z`)));
  if (fromMs == null && toMs == null) return { error: 'Choose where the range begins, ends, or both.' };
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return { error: 'Choose a day and a time.' };
  if (fromMs != null && toMs != null && fromMs > toMs)
    return { error: 'The range must not end before it begins.' };
  return {
    ...(fromMs != null && { from: new Date(fromMs).toISOString() }),
    ...(toMs != null && { to: new Date(toMs).toISOString() }),
  };
}
