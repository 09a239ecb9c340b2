import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import {
  createEmptyDatabase,
  dropDatabase,
  type TestDatabase,
  unusedDatabaseUrl,
} from '../../helpers/database';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-migrations-'));
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function writeMigration(name: string, sql: string) {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string, url = database.url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

const run = () => migrate({ connectionString: database.url, folder });

describe('applying', () => {
  it('applies migrations in the order of their names, each once', async () => {
    await writeMigration('2_second', 'ALTER TABLE things ADD COLUMN size int');
    await writeMigration('1_first', 'CREATE TABLE things (id int); CREATE TABLE others (id int);');
    expect(await run()).toEqual(['1_first', '2_second']);
    expect(await run()).toEqual([]);
    expect(await query('SELECT id, size FROM things')).toEqual([]);
  });

  it("records a migration in Prisma's format", async () => {
    await writeMigration('1_first', 'CREATE TABLE things (id int)');
    await run();
    const checksum = createHash('sha256').update('CREATE TABLE things (id int)').digest('hex');
    const [row] = await query('SELECT * FROM _prisma_migrations');
    expect(row).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum,
      migration_name: '1_first',
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
    });
    expect(row.finished_at.getTime()).toBeGreaterThanOrEqual(row.started_at.getTime());
  });

  it('leaves nothing of a failed migration, and continues there once it is corrected', async () => {
    await writeMigration('1_first', 'CREATE TABLE things (id int)');
    await writeMigration('2_second', 'CREATE TABLE others (id int); SELECT nonsense;');
    await expect(run()).rejects.toThrow('migration 2_second failed: column "nonsense" does not exist');
    expect(await query("SELECT to_regclass('others') AS found")).toEqual([{ found: null }]);
    await writeMigration('2_second', 'CREATE TABLE others (id int)');
    expect(await run()).toEqual(['2_second']);
  });

  it('lets racing starts apply every migration once', async () => {
    await writeMigration('1_first', 'CREATE TABLE things (id int); SELECT pg_sleep(0.2);');
    const applied = await Promise.all([run(), run(), run()]);
    expect(applied.flat()).toEqual(['1_first']);
  });
});

describe('the database', () => {
  it('is created if its server does not have it, also by racing starts', async () => {
    await writeMigration('1_first', 'CREATE TABLE things (id int)');
    const url = unusedDatabaseUrl();
    const applied = await Promise.all([1, 2, 3].map(() => migrate({ connectionString: url, folder })));
    expect(applied.flat()).toEqual(['1_first']);
    await dropDatabase(url);
  });

  it('is named in the error, without the password, if this user may not create it', async () => {
    const url = new URL(unusedDatabaseUrl());
    const name = url.pathname.slice(1);
    await query(`CREATE ROLE "${name}" LOGIN PASSWORD 'secret'`, inject('superuserDatabase'));
    Object.assign(url, { username: name, password: 'secret' });
    await expect(migrate({ connectionString: url.href, folder })).rejects.toThrow(
      `the database ${url.host}/${name} does not exist, and this user may not create it; create it, or name another in DATABASE_URL`,
    );
    await query(`DROP ROLE "${name}"`, inject('superuserDatabase'));
  });

  it('is named in the error if it cannot be reached', async () => {
    const connectionString = 'postgresql://me:secret@127.0.0.1:1/nowhere';
    await expect(migrate({ connectionString, folder })).rejects.toThrow(
      'cannot reach 127.0.0.1:1/nowhere (DATABASE_URL): connect ECONNREFUSED',
    );
  });
});

describe('refusing', () => {
  beforeEach(async () => {
    await writeMigration('1_first', 'CREATE TABLE things (id int)');
  });

  it('refuses a database that is newer than the code', async () => {
    await writeMigration('2_second', 'CREATE TABLE others (id int)');
    await run();
    await rm(path.join(folder, '2_second'), { recursive: true });
    await expect(run()).rejects.toThrow('the database is newer than the code: it has migration 2_second');
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    await run();
    await writeMigration('1_first', 'CREATE TABLE things (id bigint)');
    await expect(run()).rejects.toThrow('migration 1_first was edited after it had been applied');
  });

  it('refuses a database with a failed migration recorded by Prisma, until it is resolved', async () => {
    await run();
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('a', 'b', '2_second')`,
    );
    await expect(run()).rejects.toThrow('migration 2_second has failed on this database before');
    await query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '2_second'`);
    await expect(run()).resolves.toEqual([]);
  });

  it("refuses a database with another application's tables", async () => {
    await query('CREATE TABLE theirs (id int)');
    await expect(run()).rejects.toThrow("holds tables that are not Driftwatch's (such as theirs)");
    expect(await query("SELECT to_regclass('_prisma_migrations') AS found")).toEqual([{ found: null }]);
  });

  it('names a migration without its file', async () => {
    await cp(path.join(folder, '1_first'), path.join(folder, '2_second'), { recursive: true });
    await rm(path.join(folder, '2_second', 'migration.sql'));
    await expect(run()).rejects.toThrow('migration 2_second cannot be read: ENOENT');
  });
});
