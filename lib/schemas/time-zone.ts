import { z } from 'zod';

/** Excludes bare offsets: some runtimes accept them as zones, but they have no daylight saving time. */
const namePattern = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** Returns whether the runtime knows a time zone of this name; aliases and any letter case are accepted. */
export function isTimeZone(name: string): boolean {
  if (!namePattern.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The name of a time zone in the IANA database. */
export const timeZoneSchema = z
  .string()
  .max(64, 'must be at most 64 characters')
  .refine(isTimeZone, {
    error: ({ input }) =>
      `must be the name of a time zone, such as Europe/Berlin, got ${JSON.stringify(input)}`,
  });
