import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { restoreBackup } from '../../lib/db/backup/restore-backup';
import { readEnv } from '../../lib/env';
import { DriftwatchError } from '../../lib/errors';
import { openServer } from '../serve/open-database';
import { describeRows } from './describe-rows';
import { fileArgument } from './file-argument';

/** Fills the empty database of DATABASE_URL, or the embedded one, from a backup. */
export async function restore(args: string[], startFolder: string): Promise<void> {
  const file = fileArgument(args, 'restore', startFolder);
  await access(file, constants.R_OK).catch((cause) => {
    throw new DriftwatchError('INVALID_INPUT', `cannot read ${file}: ${cause.message}`, { cause });
  });
  const beganMs = Date.now();
  const server = await openServer(readEnv(), (sentence) => console.error(sentence));
  try {
    const { createdAt, rows } = await restoreBackup({
      connectionString: server.url,
      migrationsFolder: 'prisma/migrations',
      source: createReadStream(file),
    });
    const seconds = Math.round((Date.now() - beganMs) / 1000);
    console.log(`Restored the backup of ${createdAt}: ${describeRows(rows)}, in ${seconds} s`);
  } finally {
    await server.close();
  }
}
