import { type Migration, readMigrations } from './migration-files';
import { type MigrationRow, planMigrations } from './migration-plan';
import type { SqlRunner } from './sql-runner';

const known = new Map<string, Promise<Migration[]>>();

function migrationsOf(folder: string): Promise<Migration[]> {
  let found = known.get(folder);
  if (found === undefined) {
    found = readMigrations(folder);
    known.set(folder, found);
  }
  return found;
}

/**
 * The names of migrations that the database lacks. The files are read once: this process runs the code they
 * came with.
 *
 * @throws when the database is newer than the code, or a migration failed half-way.
 */
export async function pendingMigrations(sql: SqlRunner, folder: string): Promise<string[]> {
  const files = await migrationsOf(folder);
  const rows = await sql<MigrationRow>(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations',
    [],
  );
  return planMigrations(files, rows).map(({ name }) => name);
}
