import { lutimes, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSocketFolder, type SocketFolder } from '@/lib/postgres/socket-folder';

let root: string;
let opened: SocketFolder[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftwatch-socket-test-'));
  opened = [];
});
afterEach(async () => {
  for (const folder of opened) await folder.close();
  await rm(root, { recursive: true });
});

/** A folder whose own path is too long for a socket. */
async function longFolder(name: string): Promise<string> {
  const folder = path.join(root, name.repeat(100));
  await mkdir(folder, { recursive: true });
  return folder;
}

async function open(folder: string): Promise<SocketFolder> {
  const one = await openSocketFolder(folder);
  opened.push(one);
  return one;
}

const isThere = ({ path: folder }: SocketFolder) =>
  stat(folder).then(
    () => true,
    () => false,
  );
const twoMinutesAgo = new Date(Date.now() - 120_000);
/** Makes it look as if its process had been killed two minutes ago. */
const abandon = (folder: SocketFolder) => lutimes(folder.path, twoMinutesAgo, twoMinutesAgo);

test('what a killed process left for a cluster is removed by the next one, and nothing else is', async () => {
  const cluster = await longFolder('a');
  const [killed, alive, ofAnother] = [
    await open(cluster),
    await open(cluster),
    await open(await longFolder('b')),
  ];
  await abandon(killed);
  await abandon(ofAnother);
  const next = await open(cluster);
  expect(await Promise.all([killed, alive, ofAnother, next].map(isThere))).toEqual([false, true, true, true]);
});

test('a process that only slept has its folder again', async () => {
  const cluster = await longFolder('a');
  const asleep = await open(cluster);
  await abandon(asleep);
  await open(cluster);
  expect(await isThere(asleep)).toBe(false);
  await asleep.touch();
  expect(await isThere(asleep)).toBe(true);
});
