import type { SqlRunner } from '../sql-runner';

export interface AuditColumns {
  action: string;
  entityType: string;
  entityId: string;
  fromStatus?: string;
  toStatus?: string;
  detail?: Record<string, unknown>;
  /** W3C `traceparent` of the request that made it happen; kept in the detail. */
  traceparent?: string | undefined;
}

/** Writes audit rows; those of incidents and jobs go into the outbox, to be announced once the transaction is committed. */
export async function insertAuditRows(sql: SqlRunner, actor: string, at: Date, rows: AuditColumns[]) {
  if (rows.length === 0) return;
  await sql(
    `WITH written AS (
       INSERT INTO audit_rows (at, actor, action, entity_type, entity_id, from_status, to_status, detail)
       SELECT $1::timestamptz, $2, action, entity_type, entity_id, from_status, to_status, detail::jsonb
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         AS entry(action, entity_type, entity_id, from_status, to_status, detail)
       RETURNING id, entity_type
     )
     INSERT INTO outbox (audit_id) SELECT id FROM written WHERE entity_type IN ('incident', 'retrain_job')`,
    [
      at,
      actor,
      rows.map((row) => row.action),
      rows.map((row) => row.entityType),
      rows.map((row) => row.entityId),
      rows.map((row) => row.fromStatus ?? null),
      rows.map((row) => row.toStatus ?? null),
      rows.map(({ detail, traceparent }) =>
        JSON.stringify({ ...detail, ...(traceparent && { traceparent }) }),
      ),
    ],
  );
}
