import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Account, chooseAccount } from '@/lib/postgres/account';

const withoutPostgres = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n';
const withPostgres = `${withoutPostgres}postgres:x:101:104::/:/bin/sh\n`;
const withAnn = `${withPostgres}ann:x:1234:1234::/home/ann:/bin/sh\n`;
const root = { uid: 0, gid: 0 };
const ann = { uid: 1234, gid: 1234 };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-account-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function choose(passwd: string, owners: { data: Account; cluster?: Account }, isRoot = true) {
  const passwdFile = path.join(folder, 'passwd');
  await writeFile(passwdFile, passwd);
  const findOwner = async (name: string) => (name === 'data' ? owners.data : owners.cluster);
  return chooseAccount('data', 'cluster', { isRoot, passwdFile, findOwner });
}

it('an ordinary user runs the server directly', async () => {
  expect(await choose(withPostgres, { data: ann, cluster: ann }, false)).toBeUndefined();
});

it('root runs it as postgres if that user exists', async () => {
  expect(await choose(withPostgres, { data: root })).toEqual({ uid: 101, gid: 104 });
});

it('root runs it as nobody if there is no postgres', async () => {
  expect(await choose(withoutPostgres, { data: root })).toEqual({ uid: 65534, gid: 65533 });
});

it('root is told what to do if there is neither', async () => {
  const lonely = 'root:x:0:0::/root:/bin/sh\n';
  await expect(choose(lonely, { data: root })).rejects.toThrow('neither of the users postgres and nobody');
});

it('root runs an existing cluster as its owner, even one without a name', async () => {
  expect(await choose(withPostgres, { data: root, cluster: ann })).toEqual(ann);
});

it('root creates a new cluster as the owner of the data folder, if that user has a name, which initdb needs', async () => {
  expect(await choose(withPostgres, { data: ann })).toEqual({ uid: 101, gid: 104 });
  expect(await choose(withAnn, { data: ann })).toEqual(ann);
});
