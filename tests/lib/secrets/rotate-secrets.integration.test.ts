import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, database } from '@/lib/db/client';
import { createKey, keyFileOf, readKeyFile } from '@/lib/secrets/key-file';
import type { KeySettings } from '@/lib/secrets/key-settings';
import { loadSecret } from '@/lib/secrets/load-secret';
import { rotateSecrets } from '@/lib/secrets/rotate-secrets';
import { storeSecret } from '@/lib/secrets/store-secret';
import { rotate } from '@/scripts/rotate-secrets/rotate';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';

withTestDatabase();

let folder: string;
let settings: KeySettings;
const names = ['a', 'b', 'c'];

beforeEach(async () => {
  await emptyDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-rotation-'));
  settings = { SECRETS_KEY: undefined, DRIFTWATCH_DATA: folder };
  for (const name of names) await storeSecret(database(), name, `value of ${name}`, settings);
});
afterEach(() => rm(folder, { recursive: true }));

const loadAll = (from = settings) => Promise.all(names.map((name) => loadSecret(database(), name, from)));
const allValues = names.map((name) => `value of ${name}`);
const keyIds = async () => (await readKeyFile(keyFileOf(folder))).map(({ id }) => id);
const usedKeyIds = async () => new Set((await database().secret.findMany()).map(({ keyId }) => keyId));

test('a new key is made, everything is encrypted under it, and the old one is dropped', async () => {
  const [old] = await keyIds();
  const { keyId, rotatedCount, unreadable } = await rotateSecrets(database(), settings);
  expect({ rotatedCount, unreadable }).toEqual({ rotatedCount: 3, unreadable: [] });
  expect(keyId).not.toBe(old);
  expect(await keyIds()).toEqual([keyId]);
  expect(await usedKeyIds()).toEqual(new Set([keyId]));
  expect(await loadAll()).toEqual(allValues);
  expect((await stat(keyFileOf(folder))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secrets.key']);
});

/** A client that calls `visit` before and after each statement; an error of it is where a crash would be. */
function watched(visit: () => Promise<void>): Database {
  return database().$extends({
    query: {
      async $allOperations({ args, query }) {
        await visit();
        const result = await query(args);
        await visit();
        return result;
      },
    },
  }) as unknown as Database;
}

test('whichever step a rotation ends at, every secret stays readable, and the next one completes', async () => {
  let stepCount = 0;
  const seen = new Set<string>();
  const look = async () => {
    stepCount += 1;
    expect(await loadAll()).toEqual(allValues);
    const [files, used] = [await keyIds(), await usedKeyIds()];
    seen.add(`${files.length} in the file, secrets under ${[...used].map((id) => files.indexOf(id) + 1)}`);
  };
  const { keyId: firstId } = await rotateSecrets(watched(look), settings);
  expect(await keyIds()).toEqual([firstId]);
  expect([...seen]).toEqual([
    '1 in the file, secrets under 1',
    '2 in the file, secrets under 2',
    '2 in the file, secrets under 1',
  ]);
  for (let last = 1; last <= stepCount; last += 1) {
    let step = 0;
    const crash = async () => {
      step += 1;
      if (step >= last) throw new Error('crash');
    };
    await expect(rotateSecrets(watched(crash), settings)).rejects.toThrow('crash');
    expect(await loadAll()).toEqual(allValues);
  }
  const { keyId } = await rotateSecrets(database(), settings);
  expect(await keyIds()).toEqual([keyId]);
  expect(await loadAll()).toEqual(allValues);
});

test('rotations and new secrets at once leave everything readable, under keys that are in the file', async () => {
  const stored = Array.from({ length: 6 }, (_, index) => `new ${index}`);
  await Promise.all([
    ...Array.from({ length: 3 }, () => rotateSecrets(database(), settings)),
    ...stored.map((name) => storeSecret(database(), name, name, settings)),
  ]);
  const { rotatedCount } = await rotateSecrets(database(), settings);
  expect(rotatedCount).toBe(names.length + stored.length);
  expect(await keyIds()).toHaveLength(1);
  expect(await loadAll()).toEqual(allValues);
  for (const name of stored) expect(await loadSecret(database(), name, settings)).toBe(name);
});

test('with SECRETS_KEY everything moves to its first key, and the file stays', async () => {
  const [old] = await readKeyFile(keyFileOf(folder));
  const next = createKey();
  const text = (...keys: (typeof old)[]) => keys.map((key) => key?.bytes.toString('base64')).join(',');
  const both = { ...settings, SECRETS_KEY: text(next, old) };
  expect(await rotateSecrets(database(), both)).toEqual({ keyId: next.id, rotatedCount: 3, unreadable: [] });
  expect(await loadAll({ ...settings, SECRETS_KEY: text(next) })).toEqual(allValues);
  expect(await keyIds()).toEqual([old?.id]);
  expect(await rotateSecrets(database(), both)).toMatchObject({ rotatedCount: 0 });
});

test('a secret that cannot be read is reported and stays, and so does its key', async () => {
  const [old] = await keyIds();
  await database().$executeRaw`UPDATE secrets SET ciphertext = '\\x00'::bytea WHERE name = 'a'`;
  await database().$executeRaw`UPDATE secrets SET key_id = '00000000' WHERE name = 'b'`;
  const { keyId, rotatedCount, unreadable } = await rotateSecrets(database(), settings);
  expect(rotatedCount).toBe(1);
  expect(unreadable.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(await keyIds()).toEqual([keyId, old]);
  expect(await usedKeyIds()).toEqual(new Set([keyId, old, '00000000']));
});

test('the command says what it did, and fails if a secret could not be read', async () => {
  const lines: string[] = [];
  const environment = { DATABASE_URL: process.env.DATABASE_URL, DRIFTWATCH_DATA: folder };
  const run = () => rotate(environment, (line) => lines.push(line));
  expect(await run()).toBe(0);
  expect(lines[0]).toBe(`3 secrets are now encrypted under the key ${(await keyIds())[0]}.`);
  await database().$executeRaw`UPDATE secrets SET key_id = '00000000' WHERE name = 'b'`;
  expect(await run()).toBe(1);
  expect(lines).toContainEqual(
    expect.stringMatching(/^Not changed: the secret b is encrypted under the key 00000000/),
  );
});
