import { csvLine } from '../../csv-line';
import type { Database } from '../../db/client';
import { type AuditFilter, type AuditKey, auditRows } from '../../db/sql/audit-list';
import type { AuditEntry, AuditExportQuery, AuditFormat } from '../../schemas/audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { loadActorNames } from './load-actor-names';
import { toAuditEntry } from './to-audit-entry';

/** Entries in memory at a time. */
const pageSize = 1000;

const columns = [
  'id',
  'at',
  'actor',
  'actor_name',
  'action',
  'entity_type',
  'entity_id',
  'model_id',
  'from_status',
  'to_status',
  'address',
] as const satisfies (keyof AuditEntry)[];

const formats: Record<AuditFormat, { head: string; line: (entry: AuditEntry) => string }> = {
  csv: {
    head: csvLine([...columns, 'detail']),
    line: (entry) => csvLine([...columns.map((name) => entry[name]), JSON.stringify(entry.detail)]),
  },
  ndjson: { head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
};

/** Pages from the newest row on, so that rows written meanwhile do not appear. */
async function* pagesOf(db: Database, filter: AuditFilter): AsyncGenerator<AuditEntry[], void> {
  let before: AuditKey | null = null;
  while (true) {
    const rows = await auditRows(db, filter, { before, limit: pageSize });
    const names = await loadActorNames(db, [...new Set(rows.map(({ actor }) => actor))]);
    yield rows.map((row) => toAuditEntry(row, names));
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return;
    before = [last.at.getTime(), last.id];
  }
}

/**
 * Exports the audit trail, newest first, in pieces of text. A piece is read when it is asked for; ending the
 * iteration ends the export.
 */
export async function* exportAudit(call: ServiceCall<AuditExportQuery>): AsyncGenerator<string, void> {
  const { actor, db, input } = withDefaults(call);
  requirePermission(actor, 'see_audit');
  const { format, ...filter } = input;
  const { head, line } = formats[format];
  let start = head;
  for await (const entries of pagesOf(db, filter)) {
    yield start + entries.map(line).join('');
    start = '';
  }
}
