import { formatDay, wallClock } from '@/lib/format';
import type { ListedAuditEntry } from '@/lib/schemas/audit';

export interface ActivityDay {
  /** `29 Nov 2026`, in the zone that is shown. */
  day: string;
  entries: ListedAuditEntry[];
}

/** Entries, which are newest first, by the day of a zone. */
export function byDay(entries: ListedAuditEntry[], zone: string): ActivityDay[] {
  const days: ActivityDay[] = [];
  for (const entry of entries) {
    const day = formatDay(Date.parse(entry.at), zone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** `09:31:05`, in a zone. */
export function clockTime(iso: string, zone: string): string {
  return wallClock(Date.parse(iso), zone).toISOString().slice(11, 19);
}
