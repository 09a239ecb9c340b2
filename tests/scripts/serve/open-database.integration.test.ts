import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { readEnv } from '@/lib/env';
import { storeSecret } from '@/lib/secrets/store-secret';
import { openDatabase } from '@/scripts/serve/open-database';
import { withTestDatabase } from '../../helpers/app-database';
import { createDataFolder } from '../../helpers/data-folder';

withTestDatabase();

test('the start names each secret whose key is missing, and goes on', async () => {
  const folder = await createDataFolder();
  const env = readEnv({ DATABASE_URL: process.env.DATABASE_URL, DRIFTWATCH_DATA: folder });
  await storeSecret(database(), 'smtp.password', 'value', env);
  const open = async () => {
    const said: string[] = [];
    await (await openDatabase(env, (sentence) => said.push(sentence))).close();
    return said;
  };
  expect(await open()).toEqual([]);
  await rm(path.dirname(folder), { recursive: true });
  expect(await open()).toEqual([
    expect.stringMatching(
      /^Warning: the secret smtp\.password is encrypted under the key \w{8}, which is not there; /,
    ),
  ]);
});
