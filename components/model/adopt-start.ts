/** What a `datetime-local` control shows of a time, in UTC to the minute, as all screens show times. */
export function fromField(iso: string): string {
  return new Date(iso).toISOString().slice(0, 16);
}

/** The typed time as the API takes it, or what is wrong with it. */
export function adoptStart(typed: string): { from: string } | { error: string } {
  const ms = Date.parse(`${typed}Z`);
  return Number.isNaN(ms) ? { error: 'Choose a day and a time.' } : { from: new Date(ms).toISOString() };
}
