import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { DriftwatchError } from '../../errors';
import { type BackupHeader, type BackupTable, backupFormat, endOfBlock, toLine } from './backup-format';
import { hasHistory, loadTables } from './load-tables';

export interface WrittenBackup {
  /** Rows of each table. */
  rows: Record<string, number>;
  /** Bytes before compression. */
  byteCount: number;
}

/** Metric data shrinks to a fifth already here; higher levels take twice the time for a tenth less. */
const gzipLevel = 3;

async function loadSequences(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

async function loadHeader(client: pg.Client): Promise<BackupHeader> {
  if (!(await hasHistory(client)))
    throw new DriftwatchError(
      'INVALID_INPUT',
      'Driftwatch has never run on this database: nothing to back up',
    );
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations"
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const { rows } = await client.query<{ at: Date; version: string }>(
    `SELECT now() AS at, current_setting('server_version') AS version`,
  );
  return {
    driftwatch_backup: backupFormat,
    created_at: rows[0]?.at.toISOString() ?? '',
    postgres: rows[0]?.version ?? '',
    migrations,
    tables: await loadTables(client),
    // Sequences are outside of snapshots: read after it was taken, they are past every number in it.
    sequences: await loadSequences(client),
  };
}

async function* readTable(client: pg.Client, { name, columns }: BackupTable, rows: Record<string, number>) {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const copy = client.query(copyTo(`COPY ${client.escapeIdentifier(name)} (${list}) TO STDOUT`));
  yield* copy as AsyncIterable<Buffer>;
  rows[name] = copy.rowCount;
  yield endOfBlock;
}

async function* readAll(client: pg.Client, header: BackupHeader, written: WrittenBackup) {
  const hash = createHash('sha256');
  async function* content() {
    yield Buffer.from(toLine(header));
    for (const table of header.tables) yield* readTable(client, table, written.rows);
  }
  for await (const bytes of content()) {
    hash.update(bytes);
    written.byteCount += bytes.length;
    yield bytes;
  }
  yield Buffer.from(toLine({ rows: written.rows, sha256: hash.digest('hex') }));
}

/**
 * Writes all that Driftwatch keeps in a database to a stream, in the format of `backup-format.ts`: one
 * snapshot, while points go on coming in. Memory stays the same for any size.
 * @param connectionString The database; its migrations may be older than the code.
 * @param destination Is ended after the last byte.
 * @throws DriftwatchError INVALID_INPUT if Driftwatch has never run on this database.
 */
export async function writeBackup(connectionString: string, destination: Writable): Promise<WrittenBackup> {
  const client = new pg.Client({ connectionString, application_name: 'driftwatch backup' });
  // A lost connection fails the query that needs it; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const header = await loadHeader(client);
    const written: WrittenBackup = { rows: {}, byteCount: 0 };
    await pipeline(
      Readable.from(readAll(client, header, written)),
      createGzip({ level: gzipLevel }),
      destination,
    );
    return written;
  } finally {
    await client.end();
  }
}
