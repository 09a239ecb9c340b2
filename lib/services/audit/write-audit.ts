import type { Transaction } from '../../db/client';
import type { Actor } from '../call';

export interface AuditEntry {
  /** `entity.verb`, such as `retrain_job.approved`. */
  action: string;
  entityType: 'retrain_job' | 'detector' | 'metric' | 'incident';
  entityId: string;
  fromStatus?: string;
  toStatus?: string;
  detail?: Record<string, string | number | boolean | null>;
}

/** Writes the audit rows of a transition in the transaction that makes it. */
export async function writeAudit(tx: Transaction, actor: Actor, now: Date, entries: AuditEntry[]) {
  if (entries.length === 0) return;
  await tx.auditRow.createMany({
    data: entries.map(({ detail, ...entry }) => ({
      ...entry,
      actor: actor.name,
      at: now,
      detail: detail ?? {},
    })),
  });
}
