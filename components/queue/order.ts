import type { Job } from '@/lib/schemas/jobs';
import { standingOf } from './cause';

const rank = { drifting: 0, asked: 1, settled: 2, over: 3 } as const;

/** What needs a decision most comes first: still drifting, then by size, then the oldest. */
export function byUrgency(one: Job, other: Job): number {
  const effectOf = (job: Job) => Math.abs(job.worst?.change?.effect ?? 0);
  return (
    rank[standingOf(one)] - rank[standingOf(other)] ||
    effectOf(other) - effectOf(one) ||
    one.created_at.localeCompare(other.created_at) ||
    one.id.localeCompare(other.id)
  );
}

/** What the list shows, and what it holds back so that nothing moves under somebody who reads. */
export interface ShownOrder {
  ids: string[];
  /** Jobs that have come since. */
  held: string[];
}

/**
 * The order after new data. What is shown stays where it is, decided or not; new jobs wait until they are
 * asked for, unless nothing is shown yet. `older` are those of a further page, which go to the end.
 */
export function nextOrder(shown: string[], listed: string[], older: ReadonlySet<string>): ShownOrder {
  if (shown.length === 0) return { ids: listed, held: [] };
  const known = new Set(shown);
  const fresh = listed.filter((id) => !known.has(id));
  return {
    ids: [...shown, ...fresh.filter((id) => older.has(id))],
    held: fresh.filter((id) => !older.has(id)),
  };
}
