import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DriftwatchError } from '../../errors';
import { connectOrCreate } from '../connect-or-create';
import { applyMigration, createHistory, lockMigrations, migrate, refuseForeignTables } from '../migrate';
import { type Migration, readMigrations } from '../migration-files';
import type { BackupHeader, BackupTable } from './backup-format';
import { BackupReader, damaged } from './backup-reader';
import { hasHistory, loadTables } from './load-tables';

interface Options {
  /** The database to fill, which is created if it is missing. */
  connectionString: string;
  /** Folder of the migrations. */
  migrationsFolder: string;
  /** The bytes of the file. */
  source: Readable;
}

export interface RestoredBackup {
  /** When the backup was made. */
  createdAt: string;
  /** Rows of each table. */
  rows: Record<string, number>;
}

function refuse(message: string): never {
  throw new DriftwatchError('NOT_ALLOWED_NOW', message);
}

/** The migrations that the backup had been through. Those after it are applied to the restored rows. */
function migrationsOf(header: BackupHeader, known: Migration[]): Migration[] {
  return header.migrations.map(({ name, checksum }) => {
    const migration = known.find((one) => one.name === name);
    if (migration?.checksum === checksum) return migration;
    const fault = migration ? 'has another text in this version' : 'is not known to this version';
    return refuse(
      `the backup has migration ${name}, which ${fault}; restore it with the version that made it, or a newer one`,
    );
  });
}

/** A running app would go on with what it has in memory. */
async function refuseOtherConnections(client: pg.Client) {
  const { rows } = await client.query<{ name: string; count: number }>(
    `SELECT min(coalesce(nullif(application_name, ''), 'unnamed')) AS name, count(*)::int4 AS count
     FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const { name, count } = rows[0] ?? { name: '', count: 0 };
  if (count > 0)
    refuse(
      `the database has ${count} other ${count === 1 ? 'connection' : 'connections'} (${name}); stop Driftwatch first`,
    );
}

/** Tables that have rows from the start. */
const startRows = new Set(['detector_set', 'secrets']);

/** Every row that somebody has put there counts, in tables of ours or of anybody's. */
async function refuseRows(client: pg.Client, tables: BackupTable[]) {
  for (const { name } of tables.filter((table) => !startRows.has(table.name))) {
    const { rows } = await client.query(`SELECT FROM ${client.escapeIdentifier(name)} LIMIT 1`);
    if (rows.length > 0)
      refuse(
        `the database is in use (${name} has rows); restore into an empty one: another DRIFTWATCH_DATA or DATABASE_URL`,
      );
  }
}

/** What is in the schema but does not come with an extension. */
function ours(catalog: string, column: string): string {
  return `${column} = current_schema()::regnamespace AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${catalog}.oid AND deptype = 'e')`;
}

async function dropAll(client: pg.Client, kind: 'TABLE' | 'TYPE' | 'ROUTINE', select: string) {
  const { rows } = await client.query<{ name: string }>(select);
  if (rows.length > 0) await client.query(`DROP ${kind} ${rows.map(({ name }) => name).join(', ')} CASCADE`);
}

/**
 * An app that was only started leaves empty tables. They may be newer than the backup's and are made again.
 */
async function dropEmptySchema(client: pg.Client) {
  await refuseForeignTables(client);
  if (!(await hasHistory(client))) return;
  await refuseRows(client, await loadTables(client));
  await dropAll(
    client,
    'TABLE',
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p') AND ${ours('pg_class', 'relnamespace')}`,
  );
  await dropAll(
    client,
    'TYPE',
    `SELECT oid::regtype::text AS name FROM pg_type WHERE typtype = 'e' AND ${ours('pg_type', 'typnamespace')}`,
  );
  await dropAll(
    client,
    'ROUTINE',
    `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE ${ours('pg_proc', 'pronamespace')}`,
  );
}

/** Migrations may have put rows into tables; triggers would change rows that come as they are to be. */
async function prepareTables(client: pg.Client, tables: BackupTable[]) {
  const names = tables.map(({ name }) => client.escapeIdentifier(name));
  for (const name of names) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await client.query(`TRUNCATE ${names.join(', ')}`);
}

async function enableTriggers(client: pg.Client, tables: BackupTable[]) {
  for (const { name } of tables)
    await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} ENABLE TRIGGER USER`);
}

async function copyTable(client: pg.Client, { name, columns }: BackupTable, block: AsyncIterable<Buffer>) {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  // FREEZE: the table is of this transaction, so its rows need no vacuum afterwards.
  const copy = client.query(
    copyFrom(`COPY ${client.escapeIdentifier(name)} (${list}) FROM STDIN WITH (FREEZE)`),
  );
  await pipeline(Readable.from(block), copy).catch((error) => {
    // Data that its column cannot hold, or that contradicts other rows.
    if (/^2[23]/.test(error.code))
      throw damaged(`PostgreSQL refuses a row of ${name}: ${error.message}`, error);
    throw error;
  });
  return copy.rowCount;
}

async function fill(client: pg.Client, header: BackupHeader, reader: BackupReader) {
  const rows: Record<string, number> = {};
  for (const table of header.tables) rows[table.name] = await copyTable(client, table, reader.block());
  const trailer = await reader.trailer();
  const differing = header.tables.find(({ name }) => trailer.rows[name] !== rows[name]);
  if (differing)
    throw damaged(`${differing.name} took ${rows[differing.name]} rows of ${trailer.rows[differing.name]}`);
  for (const [name, last] of Object.entries(header.sequences))
    await client.query('SELECT setval($1::regclass, $2::bigint)', [client.escapeIdentifier(name), last]);
  return rows;
}

/**
 * Processes compare versions with those in their memory, perhaps of another database at this address. A
 * version grows by less than one per millisecond, so none of them can remember one of these.
 */
async function renewVersions(client: pg.Client, tables: BackupTable[]) {
  for (const { name } of tables.filter(({ columns }) => columns.includes('version')))
    await client.query(`UPDATE ${client.escapeIdentifier(name)} SET version = version + $1::bigint`, [
      Date.now(),
    ]);
}

/** All in one transaction: a process killed here leaves the database as it was. */
async function restoreInto(
  client: pg.Client,
  header: BackupHeader,
  migrations: Migration[],
  reader: BackupReader,
) {
  await client.query('BEGIN');
  await dropEmptySchema(client);
  await createHistory(client);
  for (const migration of migrations) await applyMigration(client, migration);
  await prepareTables(client, header.tables);
  const rows = await fill(client, header, reader);
  await renewVersions(client, header.tables);
  await enableTriggers(client, header.tables);
  await client.query('COMMIT');
  return rows;
}

/**
 * Fills an empty database from a backup, then brings it up to the code. Nothing is kept unless the whole file
 * is read and its checksum is right. Memory stays the same for any size.
 * @throws DriftwatchError INVALID_INPUT if the file is damaged or no backup; NOT_ALLOWED_NOW if the database
 * has rows or
 *   is in use, or the backup is of a newer version.
 */
export async function restoreBackup({
  connectionString,
  migrationsFolder,
  source,
}: Options): Promise<RestoredBackup> {
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  const reader = new BackupReader(gunzip);
  const header = await reader.header();
  const migrations = migrationsOf(header, await readMigrations(migrationsFolder));
  const client = await connectOrCreate(connectionString);
  let rows: Record<string, number>;
  try {
    await client.query('SET statement_timeout = 0');
    await lockMigrations(client);
    await refuseOtherConnections(client);
    rows = await restoreInto(client, header, migrations, reader);
    await client.query('ANALYZE');
  } finally {
    // Ending the session rolls back what was not committed and lets go of the lock.
    await client.end();
    gunzip.destroy();
    source.destroy();
  }
  await migrate({ connectionString, folder: migrationsFolder });
  return { createdAt: header.created_at, rows };
}
