import type { Transaction } from '../../db/client';
import { insertAuditRows } from '../../db/sql/audit';
import { prismaRunner, type SqlRunner } from '../../db/sql-runner';
import type { Fields } from '../../policy/changed-fields';
import { currentRequest } from '../../telemetry/request-context';
import type { Actor } from '../call';

export interface AuditEntry {
  /** `entity.verb`, such as `retrain_job.approved`. */
  action: string;
  entityType:
    | 'retrain_job'
    | 'detector'
    | 'metric'
    | 'incident'
    | 'model'
    | 'series'
    | 'annotation'
    | 'view'
    | 'audit'
    | 'setting'
    | 'user'
    | 'key';
  entityId: string;
  fromStatus?: string;
  toStatus?: string;
  /** `before` and `after` hold the fields that were changed, or all of what was created or deleted. */
  detail?: { before?: Fields | null; after?: Fields | null } & Record<string, unknown>;
  /** W3C `traceparent` of the request that made it happen; of the request under way unless it is named. */
  traceparent?: string | undefined;
  /** Network address of the caller; of the request under way unless the app itself acts. */
  address?: string | undefined;
}

/**
 * Writes the audit rows of transitions in the transaction that makes them. All audit rows are written here.
 *
 * @param transaction of Prisma, or the statements of one of the driver
 */
export async function writeAudit(
  transaction: Transaction | SqlRunner,
  actor: Actor,
  now: Date,
  entries: AuditEntry[],
): Promise<void> {
  const sql = typeof transaction === 'function' ? transaction : prismaRunner(transaction);
  // Whoever names it knows better: a flush is for many requests, and runs within any of them.
  const request = currentRequest();
  const address = actor.kind === 'system' ? undefined : request?.address;
  await insertAuditRows(
    sql,
    actor.name,
    now,
    entries.map((entry) => ({ traceparent: request?.traceparent, address, ...entry })),
  );
}
