import type pg from 'pg';
import type { BackupTable } from './backup-format';

const historyTable = '_prisma_migrations';

interface TableRow extends BackupTable {
  /** Tables that its foreign keys point to. */
  references: string[];
}

const selectTables = `
  SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    coalesce((SELECT array_agg(DISTINCT r.confrelid::regclass::text) FROM pg_constraint r
     WHERE r.conrelid = c.oid AND r.contype = 'f' AND r.confrelid <> c.oid), '{}') AS "references"
  FROM pg_class c
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname <> $1
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

/**
 * Repeatedly takes the tables whose referenced ones have been taken. Keys that go in a circle have no such
 * order.
 */
function inDependencyOrder(rows: TableRow[]): TableRow[] {
  const ordered: TableRow[] = [];
  const taken = new Set<string>();
  while (ordered.length < rows.length) {
    const next = rows.find(
      ({ name, references }) => !taken.has(name) && references.every((one) => taken.has(one)),
    );
    if (!next) throw new Error('the foreign keys of the tables go in a circle');
    taken.add(next.name);
    ordered.push(next);
  }
  return ordered;
}

/**
 * The tables of the current schema but the history of migrations, each after those that its foreign keys
 * point to.
 */
export async function loadTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<TableRow>(selectTables, [historyTable]);
  return inDependencyOrder(rows).map(({ name, columns }) => ({ name, columns }));
}

/** Whether the schema has a history of migrations, that is, whether Driftwatch has been on this database. */
export async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1) AS found`,
    [historyTable],
  );
  return rows[0]?.found ?? false;
}
