import type { SqlRunner } from '../sql-runner';
import { rowColumns } from './columns';

export interface AuditColumns {
  action: string;
  entityType: string;
  entityId: string;
  fromStatus?: string;
  toStatus?: string;
  detail?: Record<string, unknown>;
  /** W3C `traceparent` of the request that made it happen; kept in the detail. */
  traceparent?: string | undefined;
  /** Network address of the caller. */
  address?: string | undefined;
}

const entries = rowColumns<AuditColumns>(
  {
    action: ['text', (row) => row.action],
    entity_type: ['text', (row) => row.entityType],
    entity_id: ['text', (row) => row.entityId],
    from_status: ['text', (row) => row.fromStatus ?? null],
    to_status: ['text', (row) => row.toStatus ?? null],
    address: ['text', (row) => row.address ?? null],
    detail: [
      'text',
      ({ detail, traceparent }) => JSON.stringify({ ...detail, ...(traceparent && { traceparent }) }),
    ],
  },
  3,
);

/**
 * Writes audit rows; those of incidents and jobs go into the outbox, to be announced once the transaction is
 * committed.
 */
export async function insertAuditRows(sql: SqlRunner, actor: string, at: Date, rows: AuditColumns[]) {
  if (rows.length === 0) return;
  await sql(
    `WITH written AS (
       INSERT INTO audit_rows (at, actor, action, entity_type, entity_id, model_id, from_status, to_status, address, detail)
       SELECT $1::timestamptz, $2, action, entity_type, entity_id, coalesce(detail::jsonb ->> 'model_id', CASE entity_type
         WHEN 'model' THEN entity_id
         WHEN 'incident' THEN (SELECT model_id FROM incidents WHERE id = entity_id::uuid)
         WHEN 'retrain_job' THEN (SELECT model_id FROM retrain_jobs WHERE id = entity_id::uuid)
       END), from_status, to_status, address, detail::jsonb
       FROM ${entries.as('entry')}
       RETURNING id, entity_type
     )
     INSERT INTO outbox (audit_id) SELECT id FROM written WHERE entity_type IN ('incident', 'retrain_job')`,
    [at, actor, ...entries.values(rows)],
  );
}

/** Rows that one statement deletes at most; each is a transaction of its own. */
const maxPurged = 50_000;

/**
 * Deletes the oldest rows from before a time, in the caller's transaction; those that wait for their
 * announcement stay. Returns how many, and when the newest of them was written.
 */
export async function deleteOldAuditRows(sql: SqlRunner, before: Date) {
  // The trigger that keeps the rows asks for it.
  await sql(`SELECT set_config('driftwatch.audit_purge', 'on', true)`, []);
  const [deleted] = await sql<{ count: number; until: Date | null }>(
    `WITH deleted AS (
       DELETE FROM audit_rows WHERE id IN (
         SELECT id FROM audit_rows WHERE at < $1::timestamptz AND NOT EXISTS (SELECT FROM outbox WHERE audit_id = id)
         ORDER BY at, id LIMIT ${maxPurged}
       ) RETURNING at
     )
     SELECT count(*)::int4 AS count, max(at) AS until FROM deleted`,
    [before],
  );
  await sql(`SELECT set_config('driftwatch.audit_purge', 'off', true)`, []);
  return deleted ?? { count: 0, until: null };
}
