import { Prisma } from '../../generated/prisma/client';
import type { Database, Transaction } from '../client';
import { allOf } from './search-conditions';

export interface AuditFilter {
  actor?: string | undefined;
  /** An action; with a dot at its end, all that begin with it. */
  action?: string | undefined;
  entity_type?: string | undefined;
  entity_id?: string | undefined;
  model_id?: string | undefined;
  /** Epoch milliseconds, inclusive. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface AuditListRow {
  id: number;
  at: Date;
  actor: string;
  action: string;
  entityType: string;
  entityId: string;
  modelId: string | null;
  fromStatus: string | null;
  toStatus: string | null;
  address: string | null;
  detail: unknown;
}

/** Where a page ends: time and id of its last row. */
export type AuditKey = [atMs: number, id: number];

function isAction(action: string): Prisma.Sql {
  if (!action.endsWith('.')) return Prisma.sql`action = ${action}`;
  // As the index has it.
  return Prisma.sql`split_part(action, '.', 1) = ${action.slice(0, -1)}`;
}

function matching(filter: AuditFilter, before: AuditKey | null): Prisma.Sql {
  const { actor, action, entity_type, entity_id, model_id, from, to } = filter;
  return allOf([
    ...(actor === undefined ? [] : [Prisma.sql`actor = ${actor}`]),
    ...(action === undefined ? [] : [isAction(action)]),
    ...(entity_type === undefined ? [] : [Prisma.sql`entity_type = ${entity_type}`]),
    ...(entity_id === undefined ? [] : [Prisma.sql`entity_id = ${entity_id}`]),
    ...(model_id === undefined ? [] : [Prisma.sql`model_id = ${model_id}`]),
    ...(from === undefined ? [] : [Prisma.sql`at >= ${new Date(from)}`]),
    ...(to === undefined ? [] : [Prisma.sql`at <= ${new Date(to)}`]),
    ...(before === null ? [] : [Prisma.sql`(at, id) < (${new Date(before[0])}, ${before[1]})`]),
  ]);
}

/** Rows of the trail, newest first. Each filter has an index in this order. */
export function auditRows(
  db: Database,
  filter: AuditFilter,
  { before, limit }: { before: AuditKey | null; limit: number },
): Promise<AuditListRow[]> {
  return db.$queryRaw<AuditListRow[]>`
    SELECT id, at, actor, action, entity_type AS "entityType", entity_id AS "entityId", model_id AS "modelId",
      from_status AS "fromStatus", to_status AS "toStatus", address, detail
    FROM audit_rows WHERE ${matching(filter, before)} ORDER BY at DESC, id DESC LIMIT ${limit}`;
}

/** The actors of the trail by name, found by jumping along their index. */
export async function auditActors(db: Database, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ actor: string }[]>`
    WITH RECURSIVE found AS (
      (SELECT actor FROM audit_rows ORDER BY actor LIMIT 1)
      UNION ALL
      SELECT next.actor FROM found CROSS JOIN LATERAL (
        SELECT actor FROM audit_rows WHERE actor > found.actor ORDER BY actor LIMIT 1
      ) AS next
    )
    SELECT actor FROM found LIMIT ${limit}`;
  return rows.map(({ actor }) => actor);
}

/** When some actors have last done something that is in the trail. */
export async function lastRowsOf(
  db: Database | Transaction,
  actors: string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.$queryRaw<{ actor: string; at: Date }[]>`
    SELECT wanted.actor, newest.at FROM unnest(${actors}::text[]) AS wanted(actor) CROSS JOIN LATERAL (
      SELECT at FROM audit_rows WHERE actor = wanted.actor ORDER BY at DESC, id DESC LIMIT 1
    ) AS newest`;
  return new Map(rows.map(({ actor, at }) => [actor, at]));
}

export interface AuditEntity {
  type: string;
  id: string;
}

export interface NamedEntity extends AuditEntity {
  /** Null if it needs none, such as a job, which its model tells. */
  name: string | null;
}

/** Those of some entities that still exist, with their names. */
export function namedEntities(db: Database, entities: AuditEntity[]): Promise<NamedEntity[]> {
  const idsOf = (type: string) => entities.flatMap((entity) => (entity.type === type ? [entity.id] : []));
  return db.$queryRaw<NamedEntity[]>`
    SELECT 'incident' AS type, incidents.id::text, trim(series.metric || ' ' || coalesce(labels.text, '')) AS name
      FROM incidents JOIN series ON series.id = series_id
        CROSS JOIN LATERAL (SELECT string_agg(key || '=' || value, ' ') AS text FROM jsonb_each_text(series.labels)) AS labels
      WHERE incidents.id = ANY (${idsOf('incident')}::uuid[])
    UNION ALL SELECT 'retrain_job', id::text, NULL FROM retrain_jobs WHERE id = ANY (${idsOf('retrain_job')}::uuid[])
    UNION ALL SELECT 'detector', id::text, name FROM detectors WHERE id = ANY (${idsOf('detector')}::uuid[]) AND deleted_at IS NULL
    UNION ALL SELECT 'annotation', id::text, text FROM annotations WHERE id = ANY (${idsOf('annotation')}::uuid[])
    UNION ALL SELECT 'view', id::text, name FROM saved_views WHERE id = ANY (${idsOf('view')}::uuid[])
    UNION ALL SELECT 'series', id::text, metric FROM series WHERE id = ANY (${idsOf('series')}::int[])
    UNION ALL SELECT 'metric', name, name FROM metrics WHERE name = ANY (${idsOf('metric')}::text[])
    UNION ALL SELECT 'key', id, description FROM api_keys WHERE id = ANY (${idsOf('key')}::text[])
    UNION ALL SELECT 'user', id, name FROM users WHERE id = ANY (${idsOf('user')}::text[])
    UNION ALL SELECT 'model', id, NULL FROM models WHERE id = ANY (${idsOf('model')}::text[])`;
}
