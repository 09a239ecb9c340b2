import { z } from 'zod';
import type { Database } from '../../db/client';
import { type AuditListRow, auditActors, auditRows, namedEntities } from '../../db/sql/audit-list';
import type { AuditPage, AuditQuery } from '../../schemas/audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { loadActorNames } from './load-actor-names';
import { toAuditEntry } from './to-audit-entry';

/** Maximum number of actors that the first page names. */
const maxActors = 200;
const auditKeySchema = z.tuple([z.int().min(0).max(8.64e15), z.int32()]);

async function loadEntities(db: Database, rows: AuditListRow[]): Promise<Map<string, string | null>> {
  const entities = rows.map(({ entityType, entityId }) => ({ type: entityType, id: entityId }));
  const named = await namedEntities(db, entities);
  return new Map(named.map(({ type, id, name }) => [`${type} ${id}`, name]));
}

async function loadActors(db: Database): Promise<AuditPage['actors']> {
  const actors = await auditActors(db, maxActors);
  const names = await loadActorNames(db, actors);
  return actors.map((actor) => ({ actor, name: names.get(actor) ?? null }));
}

/** Lists the audit trail, newest first. */
export async function listAudit(call: ServiceCall<AuditQuery>): Promise<AuditPage> {
  const { actor, db, input } = withDefaults(call);
  requirePermission(actor, 'see_audit');
  const { limit, cursor, ...filter } = input;
  const before = decodeCursor(cursor, auditKeySchema);
  const rows = await auditRows(db, filter, { before, limit: limit + 1 });
  const names = await loadActorNames(
    db,
    rows.map(({ actor }) => actor),
  );
  const entities = await loadEntities(db, rows);
  const page = toPage(
    rows,
    limit,
    (row) => {
      const entity = `${row.entityType} ${row.entityId}`;
      return {
        ...toAuditEntry(row, names),
        entity_name: entities.get(entity) ?? null,
        entity_exists: entities.has(entity),
      };
    },
    (row) => [row.at.getTime(), row.id],
  );
  return cursor === undefined ? { ...page, actors: await loadActors(db) } : page;
}
