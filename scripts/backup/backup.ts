import { createWriteStream } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeBackup } from '../../lib/db/backup/write-backup';
import { readEnv } from '../../lib/env';
import { DriftwatchError } from '../../lib/errors';
import { openServer } from '../serve/open-database';
import { describeBytes, describeRows } from './describe-rows';
import { fileArgument } from './file-argument';

async function refuseExisting(file: string) {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new DriftwatchError('INVALID_INPUT', `${file} already exists; choose a new file`);
}

async function syncFile(file: string) {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

/**
 * Writes next to the file and renames it when complete, so that a file of that name is always a complete
 * backup.
 */
async function backUpTo(file: string, url: string) {
  const partial = `${file}.partial-${process.pid}`;
  try {
    const written = await writeBackup(url, createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    await syncFile(partial);
    await rename(partial, file);
    return written;
  } finally {
    await rm(partial, { force: true });
  }
}

/** Backs up the database of DATABASE_URL, or the embedded one, whether or not the app is running. */
export async function backup(args: string[], startFolder: string): Promise<void> {
  const file = fileArgument(args, 'backup', startFolder);
  await refuseExisting(file);
  const beganMs = Date.now();
  const server = await openServer(readEnv(), (sentence) => console.error(sentence));
  try {
    const { rows } = await backUpTo(file, server.url);
    const { size } = await stat(file);
    const seconds = Math.round((Date.now() - beganMs) / 1000);
    console.log(`${describeRows(rows)}: ${describeBytes(size)} in ${seconds} s, in ${path.resolve(file)}`);
  } finally {
    await server.close();
  }
}
