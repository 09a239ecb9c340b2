import type { SqlRunner } from '../sql-runner';

/** What happened to an incident or a job, as it is announced. */
export interface AnnouncedEvent {
  /** Number of its audit row: the same event has the same number, however often it is announced. */
  id: number;
  at: Date;
  /** `entity.verb`, such as `incident.opened`. */
  event: string;
  entityId: string;
  actor: string;
  modelId: string | null;
  /** Of an incident. */
  metric: string | null;
  detector: string | null;
  fromStatus: string | null;
  toStatus: string | null;
  /** W3C `traceparent` of the request that made it happen, if it came with one or was traced. */
  traceparent: string | null;
}

/**
 * Takes the oldest events out of the outbox that no other transaction is taking; they are back if this one
 * fails. Of what is deleted the audit row says what the event needs.
 */
export function takeEvents(sql: SqlRunner, limit: number): Promise<AnnouncedEvent[]> {
  return sql<AnnouncedEvent>(
    `WITH taken AS (
       DELETE FROM outbox WHERE audit_id IN (
         SELECT audit_id FROM outbox ORDER BY audit_id LIMIT $1::int FOR UPDATE SKIP LOCKED
       ) RETURNING audit_id
     )
     SELECT audit.id, audit.at, audit.action AS event, audit.entity_id AS "entityId", audit.actor,
       coalesce(incidents.model_id, retrain_jobs.model_id, audit.detail ->> 'model_id') AS "modelId",
       coalesce(series.metric, audit.detail ->> 'metric') AS metric, coalesce(incidents.detector_name, audit.detail ->> 'detector') AS detector,
       audit.from_status AS "fromStatus", audit.to_status AS "toStatus", audit.detail ->> 'traceparent' AS traceparent
     FROM taken JOIN audit_rows AS audit ON audit.id = taken.audit_id
       LEFT JOIN incidents ON incidents.id = CASE WHEN audit.entity_type = 'incident' THEN audit.entity_id::uuid END
       LEFT JOIN retrain_jobs ON retrain_jobs.id = CASE WHEN audit.entity_type = 'retrain_job' THEN audit.entity_id::uuid END
       LEFT JOIN series ON series.id = incidents.series_id
     ORDER BY audit.id`,
    [limit],
  );
}
