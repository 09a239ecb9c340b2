import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, database } from '@/lib/db/client';
import { inTransaction } from '@/lib/db/transaction';
import type { SecretKey } from '@/lib/secrets/encryption';
import { ensureSecret } from '@/lib/secrets/ensure-secret';
import { createKey, keyFileOf, readKeyFile } from '@/lib/secrets/key-file';
import type { KeySettings } from '@/lib/secrets/key-settings';
import { listUnreadableSecrets } from '@/lib/secrets/list-unreadable-secrets';
import { loadSecret } from '@/lib/secrets/load-secret';
import { storeSecret } from '@/lib/secrets/store-secret';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';

withTestDatabase();

let folder: string;
let settings: KeySettings;

beforeEach(async () => {
  await emptyDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-secrets-'));
  settings = { SECRETS_KEY: undefined, DRIFTWATCH_DATA: folder };
});
afterEach(() => rm(folder, { recursive: true }));

const store = (name: string, value: string) => storeSecret(database(), name, value, settings);
const load = (name: string) => loadSecret(database(), name, settings);
const withKeys = (...keys: { bytes: Buffer }[]): KeySettings => ({
  SECRETS_KEY: keys.map(({ bytes }) => bytes.toString('base64')).join(', '),
  DRIFTWATCH_DATA: folder,
});

test('a secret is stored encrypted, replaced and loaded', async () => {
  expect(await load('smtp.password')).toBeNull();
  expect(await readdir(folder)).toEqual([]);
  await store('smtp.password', 'first');
  await store('smtp.password', 'second');
  expect(await load('smtp.password')).toBe('second');
  const [row] = await database().secret.findMany();
  expect(Buffer.from(row?.ciphertext ?? []).toString('latin1')).not.toContain('second');
});

test('a secret joins the transaction of its caller', async () => {
  const work = inTransaction(database(), async (tx) => {
    await storeSecret(tx, 'smtp.password', 'lost', settings);
    expect(await loadSecret(tx, 'smtp.password', settings)).toBe('lost');
    expect(await load('smtp.password')).toBeNull();
    throw new Error('undone');
  });
  await expect(work).rejects.toThrow('undone');
  expect(await load('smtp.password')).toBeNull();
});

test('a secret that was moved to another name or changed in the database is not used', async () => {
  await store('a', 'value');
  await database().$executeRaw`UPDATE secrets SET name = 'b'`;
  await expect(load('b')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message:
      'the secret b cannot be decrypted: it was changed in the database; enter the secret again, or restore a backup',
  });
  await store('a', 'value');
  await database().$executeRaw`UPDATE secrets SET ciphertext = '\\x00'::bytea WHERE name = 'a'`;
  await expect(load('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('without its key a secret cannot be read or made again, but it can be entered again', async () => {
  await store('smtp.password', 'value');
  const [lost] = (await readKeyFile(keyFileOf(folder))) as [SecretKey];
  await rm(keyFileOf(folder));
  const missing = {
    code: 'UNAVAILABLE',
    message: `the secret smtp.password is encrypted under the key ${lost.id}, which is not there; restore ${keyFileOf(folder)} from a copy, or set SECRETS_KEY, or enter the secret again`,
  };
  await expect(load('smtp.password')).rejects.toMatchObject(missing);
  await expect(ensureSecret(database(), 'smtp.password', () => 'made', settings)).rejects.toMatchObject(
    missing,
  );
  expect(await listUnreadableSecrets(database(), settings)).toEqual([
    { name: 'smtp.password', keyId: lost.id, problem: missing.message },
  ]);
  await store('smtp.password', 'again');
  expect(await load('smtp.password')).toBe('again');
  expect(await listUnreadableSecrets(database(), settings)).toEqual([]);
});

test('nobody is told to enter a secret that the app has made', async () => {
  await ensureSecret(database(), 'better-auth', () => 'made', settings);
  await rm(keyFileOf(folder));
  const [{ problem } = { problem: '' }] = await listUnreadableSecrets(database(), settings);
  expect(problem).toContain('or have another one made (docs/operations.md, npm run rotate-secrets)');
  expect(problem).not.toContain('enter');
});

test('the first of several keys encrypts, and all decrypt', async () => {
  const [old, next] = [createKey(), createKey()];
  await storeSecret(database(), 'a', 'under the old key', withKeys(old));
  await storeSecret(database(), 'b', 'under the next key', withKeys(next, old));
  const rows = await database().secret.findMany({ orderBy: { name: 'asc' } });
  expect(rows.map(({ keyId }) => keyId)).toEqual([old.id, next.id]);
  expect(await loadSecret(database(), 'a', withKeys(next, old))).toBe('under the old key');
  await expect(loadSecret(database(), 'a', withKeys(next))).rejects.toMatchObject({
    message: expect.stringContaining('add that key to the end of SECRETS_KEY'),
  });
});

test('a key file that is damaged makes every secret unreadable, and is no failure of the list', async () => {
  await store('a', 'value');
  await writeFile(keyFileOf(folder), 'damaged');
  expect(await listUnreadableSecrets(database(), settings)).toEqual([
    { name: 'a', keyId: expect.any(String), problem: expect.stringContaining('does not contain keys') },
  ]);
});

test('processes that make a secret at once agree on its value', async () => {
  const clients = Array.from({ length: 4 }, () => connectDatabase(process.env.DATABASE_URL as string));
  try {
    const values = await Promise.all(
      clients.map((db, index) => ensureSecret(db, 'identity.secret', () => `value ${index}`, settings)),
    );
    expect(new Set(values).size).toBe(1);
    expect(await ensureSecret(database(), 'identity.secret', () => 'later', settings)).toBe(values[0]);
  } finally {
    await Promise.all(clients.map((db) => db.$disconnect()));
  }
});
