import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { restoreBackup } from '@/lib/db/backup/restore-backup';
import { writeBackup } from '@/lib/db/backup/write-backup';
import {
  createEmptyDatabase,
  createTestDatabase,
  dropDatabase,
  unusedDatabaseUrl,
} from '../../helpers/database';
import { createDatabaseBefore } from '../../helpers/database-before';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function migratedDatabase() {
  const database = await createTestDatabase();
  cleanUps.push(() => database.drop());
  return database.url;
}

async function emptyDatabase() {
  const database = await createEmptyDatabase();
  cleanUps.push(() => database.drop());
  return database.url;
}

async function onDatabase<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

/**
 * Values that a text format could lose: control characters, line ends, the end of a block, extreme
 * floating-point numbers.
 */
const fill = `
  INSERT INTO models (id) SELECT 'model ' || n FROM generate_series(1, 50) n;
  INSERT INTO models (id) VALUES (E'tab\\t, line\\n\\\\.\\n end, é, 漢, 😀'), ('\\.'), ('\\N'), ('');
  INSERT INTO metrics (name, unit, direction, lower_bound) VALUES ('accuracy', NULL, 'higher_is_better', -1.7976931348623157e308);
  INSERT INTO series (model_id, metric, labels, labels_key)
    SELECT id, 'accuracy', jsonb_build_object('k', id), 'k' FROM models;
  INSERT INTO points (series_id, ts, value, received_at)
    SELECT s.id, 'epoch'::timestamptz + n * interval '1 ms', (ARRAY[0.1 + 0.2, 5e-324, -0.0::float8, 1.7976931348623157e308])[n % 4 + 1], now()
    FROM series s, generate_series(1, 100) n;
  INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
    VALUES (gen_random_uuid(), 'd', '*', '*', 'auto', '{"a": [1e-7]}', now());
  INSERT INTO detector_runs (detector_id, series_id, revision, state) SELECT d.id, s.id, 1, '{"x": 0.30000000000000004, "x": 1}' FROM detectors d, series s;
  INSERT INTO reading_chunks SELECT id, now(), now(), ARRAY[now()], ARRAY[NULL, 1.5]::float8[], '{}', ARRAY[1]::int2[], 'drift', now(), NULL, 1
    FROM detector_runs;
  INSERT INTO audit_rows (actor, action, entity_type, entity_id, detail) VALUES ('system', 'a', 'metric', 'm', '{}');
  INSERT INTO outbox SELECT id FROM audit_rows`;

const versions =
  'SELECT max(version)::text AS version FROM series UNION ALL SELECT version::text FROM detector_set';

/**
 * Returns the rows of every table as sorted text, and the next values of the sequences; without versions,
 * which a restore renews.
 */
function contentOf(url: string): Promise<Record<string, string>> {
  return onDatabase(url, async (client) => {
    await client.query(`SET extra_float_digits = 1; SET TimeZone = 'UTC'`);
    // The end of the connection rolls it back.
    await client.query('BEGIN; UPDATE series SET version = 1; UPDATE detector_set SET version = 1');
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
    );
    const content: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest FROM "${name}" t`,
      );
      content[name] = rows[0].digest;
    }
    const { rows } = await client.query(`SELECT sequencename, last_value FROM pg_sequences ORDER BY 1`);
    return { ...content, sequences: JSON.stringify(rows) };
  });
}

async function backUp(url: string): Promise<Buffer> {
  const stream = new PassThrough();
  const [bytes] = await Promise.all([buffer(stream), writeBackup(url, stream)]);
  return bytes;
}

/** In pieces of a few bytes, so that every row is split somewhere. */
function restore(url: string, backup: Buffer, pieceBytes = backup.length) {
  const pieces = Array.from({ length: Math.ceil(backup.length / pieceBytes) }, (_, i) =>
    backup.subarray(i * pieceBytes, (i + 1) * pieceBytes),
  );
  return restoreBackup({
    connectionString: url,
    migrationsFolder: 'prisma/migrations',
    source: Readable.from(pieces),
  });
}

test('a restored backup has every row, value and sequence of the original', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const backup = await backUp(original);
  const copy = unusedDatabaseUrl();
  cleanUps.push(() => dropDatabase(copy));
  const { rows } = await restore(copy, backup, 7);
  expect(rows).toMatchObject({ models: 54, points: 5400, detector_runs: 54, outbox: 1 });
  expect(await contentOf(copy)).toEqual(await contentOf(original));
});

test('no version of a restored database has ever been in the original, nor in another restored one', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const backup = await backUp(original);
  const changes = `UPDATE detectors SET name = name; UPDATE series SET version = version + 1`;
  const later: bigint[] = [];
  for (const url of [original, await emptyDatabase(), await emptyDatabase()]) {
    if (url !== original) await restore(url, backup);
    const [first, last] = await onDatabase(url, async (client) => {
      const before = await client.query<{ version: string }>(versions);
      await client.query(changes);
      return [before.rows, (await client.query<{ version: string }>(versions)).rows];
    });
    for (const [at, seen] of later.entries())
      expect(BigInt(first?.[at % 2]?.version ?? 0)).toBeGreaterThan(seen);
    later.push(...(last ?? []).map(({ version }) => BigInt(version)));
  }
});

test('the audit trail of a restored backup is append-only again', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const copy = await emptyDatabase();
  await restore(copy, await backUp(original));
  await onDatabase(copy, (client) =>
    expect(client.query('DELETE FROM audit_rows')).rejects.toThrow('the audit trail is append-only'),
  );
});

test('rows written while the backup is read are in none of its tables', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const stream = new PassThrough({ highWaterMark: 1 });
  const written = writeBackup(original, stream);
  // The header appears once the snapshot exists.
  await new Promise((resolve) => stream.once('readable', resolve));
  await onDatabase(original, (client) =>
    client.query(`
      INSERT INTO models (id) VALUES ('later');
      INSERT INTO series (model_id, metric, labels, labels_key) VALUES ('later', 'accuracy', '{}', '{}')`),
  );
  const [bytes] = await Promise.all([buffer(stream), written]);
  const copy = await emptyDatabase();
  const { rows } = await restore(copy, bytes);
  expect(rows).toMatchObject({ models: 54, series: 54 });
});

test('a backup of an older version is restored and migrated', async () => {
  const before = await createDatabaseBefore('20261128190000_metric_time_zone');
  cleanUps.push(() => before.drop());
  await before.client.query(`INSERT INTO metrics (name, direction) VALUES ('accuracy', 'two_sided')`);
  const url = new URL(await emptyDatabase());
  const { database } = before.client;
  const old = new URL(url);
  old.pathname = `/${database}`;
  const backup = await backUp(old.href);
  await restore(url.href, backup);
  const rows = await onDatabase(
    url.href,
    async (client) => (await client.query('SELECT name, time_zone FROM metrics')).rows,
  );
  expect(rows).toEqual([{ name: 'accuracy', time_zone: null }]);
});

test('an app that was only started leaves a database that can be restored into', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const started = await migratedDatabase();
  await restore(started, await backUp(original));
  expect(await contentOf(started)).toEqual(await contentOf(original));
});

test('a database with rows is refused and does not change', async () => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const backup = await backUp(original);
  const used = await migratedDatabase();
  await onDatabase(used, (client) => client.query(`INSERT INTO models (id) VALUES ('mine')`));
  await expect(restore(used, backup)).rejects.toThrow(/models has rows.*empty/);
  const { rows } = await onDatabase(used, (client) => client.query('SELECT id FROM models'));
  expect(rows).toEqual([{ id: 'mine' }]);
});

test('a database with other connections is refused', async () => {
  const backup = await backUp(await migratedDatabase());
  const target = await emptyDatabase();
  await onDatabase(target, () =>
    expect(restore(target, backup)).rejects.toThrow(/1 other connection .*stop Driftwatch/),
  );
});

test('a file that is not a backup, and a database without Driftwatch, are refused', async () => {
  const target = await emptyDatabase();
  await expect(restore(target, Buffer.from('hello'))).rejects.toThrow(/no backup/);
  await expect(restore(target, gzipSync('{"driftwatch_backup": 99}\n'))).rejects.toThrow(/no backup/);
  await expect(backUp(target)).rejects.toThrow(/nothing to back up/);
});

test('the unknown migration is named for a backup of a newer version', async () => {
  const [line = '', ...rest] = gunzipSync(await backUp(await migratedDatabase()))
    .toString('latin1')
    .split('\n');
  const header = JSON.parse(line);
  header.migrations.push({ name: '20990101000000_later', checksum: '0' });
  const newer = gzipSync(Buffer.from([JSON.stringify(header), ...rest].join('\n'), 'latin1'));
  await expect(restore(await emptyDatabase(), newer)).rejects.toThrow(/20990101000000_later.*not known/);
});

test.each([
  ['cut off in the compressed bytes', (backup: Buffer) => backup.subarray(0, backup.length >> 1)],
  ['cut off in the text', (backup: Buffer) => gzipSync(gunzipSync(backup).subarray(0, -100))],
  [
    'without its last line',
    (backup: Buffer) => {
      const text = gunzipSync(backup);
      return gzipSync(text.subarray(0, text.lastIndexOf('\n', text.length - 2) + 1));
    },
  ],
  [
    'with a value that was changed',
    (backup: Buffer) =>
      gzipSync(
        Buffer.from(gunzipSync(backup).toString('latin1').replace('\t5e-324\t', '\t6e-322\t'), 'latin1'),
      ),
  ],
  [
    'with a row that refers to none',
    (backup: Buffer) =>
      gzipSync(
        Buffer.from(gunzipSync(backup).toString('latin1').replace('model 7\t', 'model 8x\t'), 'latin1'),
      ),
  ],
  [
    'with something behind it',
    (backup: Buffer) => gzipSync(Buffer.concat([gunzipSync(backup), Buffer.from('x\n')])),
  ],
])('a backup %s is refused and nothing of it is kept', async (_, damage) => {
  const original = await migratedDatabase();
  await onDatabase(original, (client) => client.query(fill));
  const target = await emptyDatabase();
  await expect(restore(target, damage(await backUp(original)))).rejects.toThrow(/damaged/);
  const { rows } = await onDatabase(target, (client) =>
    client.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`),
  );
  expect(rows).toEqual([]);
});
