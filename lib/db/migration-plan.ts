import { DriftwatchError } from '../errors';
import type { Migration } from './migration-files';

/** A row of `_prisma_migrations`. */
export interface MigrationRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
}

function refuse(message: string): never {
  throw new DriftwatchError('INTERNAL', message);
}

/** Which migrations are still to be applied; refuses a database whose history does not fit the code. */
export function planMigrations(known: Migration[], rows: MigrationRow[]): Migration[] {
  const live = rows.filter((row) => row.rolled_back_at === null);
  const failed = live.find((row) => row.finished_at === null);
  if (failed) {
    refuse(
      `migration ${failed.migration_name} has failed on this database before; put it right, then run ` +
        `npm run prisma -- migrate resolve --rolled-back ${failed.migration_name} (or --applied)`,
    );
  }
  const applied = new Map(live.map((row) => [row.migration_name, row.checksum]));
  const knownNames = new Set(known.map(({ name }) => name));
  const unknown = [...applied.keys()].filter((name) => !knownNames.has(name));
  if (unknown.length > 0) {
    refuse(
      `the database is newer than the code: it has migration ${unknown.sort().join(', ')}, which this version does ` +
        'not know; start the newer version, or use another database',
    );
  }
  const edited = known.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (edited) {
    refuse(
      `migration ${edited.name} was edited after it had been applied to this database; restore the file and put the ` +
        'change into a new migration',
    );
  }
  return known.filter(({ name }) => !applied.has(name));
}
