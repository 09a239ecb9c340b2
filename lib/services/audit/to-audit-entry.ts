import { z } from 'zod';
import type { AuditListRow } from '../../db/sql/audit-list';
import type { AuditEntry } from '../../schemas/audit';

const detailSchema = z.record(z.string(), z.unknown());

/** Converts an audit row to the form of the API. */
export function toAuditEntry(row: AuditListRow, names: ReadonlyMap<string, string>): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    actor_name: names.get(row.actor) ?? null,
    action: row.action,
    entity_type: row.entityType,
    entity_id: row.entityId,
    model_id: row.modelId,
    from_status: row.fromStatus,
    to_status: row.toStatus,
    address: row.address,
    detail: detailSchema.parse(row.detail),
  };
}
