import type { Transaction } from '../../db/client';
import { insertAuditRows } from '../../db/sql/audit';
import { prismaRunner } from '../../db/sql-runner';
import { currentRequest } from '../../telemetry/request-context';
import type { Actor } from '../call';

export interface AuditEntry {
  /** `entity.verb`, such as `retrain_job.approved`. */
  action: string;
  entityType: 'retrain_job' | 'detector' | 'metric' | 'incident' | 'model' | 'series' | 'annotation' | 'view';
  entityId: string;
  fromStatus?: string;
  toStatus?: string;
  detail?: Record<string, string | number | boolean | null>;
}

/** Writes the audit rows of a transition in the transaction that makes it, with the trace of the request under way. */
export function writeAudit(tx: Transaction, actor: Actor, now: Date, entries: AuditEntry[]) {
  const traceparent = currentRequest()?.traceparent;
  const rows = entries.map((entry) => ({ ...entry, traceparent }));
  return insertAuditRows(prismaRunner(tx), actor.name, now, rows);
}
