import { execFile } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { createEmptyDatabase, type TestDatabase } from '../../helpers/database';

const folder = 'prisma/migrations';
let database: TestDatabase;

beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

/** Runs Prisma's own command line with the schema engine of scripts/. */
function prisma(...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    PRISMA_SCHEMA_ENGINE_BINARY: path.resolve('scripts/schema-engine.mjs'),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['node_modules/prisma/build/index.js', ...args],
      { env },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
      },
    );
  });
}

const difference = () =>
  prisma('migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--exit-code');

it('the migrations produce exactly schema.prisma', async () => {
  await migrate({ connectionString: database.url, folder });
  expect(await difference()).toMatchObject({ code: 0 });
});

it('a missing column would be noticed', async () => {
  await migrate({ connectionString: database.url, folder });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('ALTER TABLE models DROP COLUMN created_at').finally(() => client.end());
  const { code, output } = await difference();
  expect(code).toBe(2);
  expect(output).toContain('created_at');
});

it('Prisma finds nothing to apply after our runner', async () => {
  await migrate({ connectionString: database.url, folder });
  expect((await prisma('migrate', 'deploy')).output).toContain('No pending migrations to apply');
});

it('our runner finds nothing to apply after Prisma', async () => {
  expect(await prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
  expect(await migrate({ connectionString: database.url, folder })).toEqual([]);
});
