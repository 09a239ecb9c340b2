import type { Database } from '../client';

/** How long events are kept, in milliseconds: streams that break come back within seconds. */
export const eventsKeptMs = 3_600_000;

export interface EventRow {
  id: string;
  type: string;
  entity: string;
  entityId: string;
  modelId: string | null;
}

interface EventsSince {
  /** Oldest first, at most `limit`. */
  rows: EventRow[];
  /** All transactions before this one have ended and are seen: who goes on from it misses nothing. */
  horizon: string;
  /** The first transaction that has not begun. */
  end: string;
  /** Ids of rows that come again for who goes on from `horizon`. */
  again: string[];
}

/**
 * Events of the transactions from `since` on, as one snapshot sees them. Ids alone would not do: a
 * transaction may take a smaller id and end later.
 */
export async function eventsSince(db: Database, since: string, limit: number): Promise<EventsSince> {
  const [answer] = await db.$queryRaw<EventsSince[]>`
    WITH seen AS MATERIALIZED (
      SELECT id, tx, type, entity, entity_id, model_id FROM events WHERE tx >= ${since}::bigint ORDER BY id LIMIT ${limit}
    )
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, pg_snapshot_xmax(pg_current_snapshot())::text AS "end",
      (SELECT coalesce(json_agg(json_build_object('id', id::text, 'type', type, 'entity', entity, 'entityId', entity_id,
        'modelId', model_id) ORDER BY id), '[]') FROM seen) AS rows,
      (SELECT coalesce(json_agg(id::text), '[]') FROM events
       WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS again`;
  if (!answer) throw new Error('a snapshot has no row');
  return answer;
}

/**
 * Deletes events from before a time, and those that a restored database has brought from another server's
 * transactions.
 */
export function pruneEvents(db: Database, before: Date): Promise<number> {
  return db.$executeRaw`
    DELETE FROM events WHERE at < ${before} OR tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
}
