import type { SqlRunner } from '../sql-runner';

interface ViewRow {
  id: string;
  name: string;
  path: string;
  query: string;
  createdAt: Date;
}

/** Inserts a view unless its name is taken; returns whether it has. */
export async function insertView(
  sql: SqlRunner,
  { id, name, path, query, createdAt }: ViewRow,
): Promise<boolean> {
  const rows = await sql(
    `INSERT INTO saved_views (id, name, path, query, created_at) VALUES ($1::uuid, $2, $3, $4, $5::timestamptz)
     ON CONFLICT (name) DO NOTHING RETURNING id::text`,
    [id, name, path, query, createdAt],
  );
  return rows.length > 0;
}
