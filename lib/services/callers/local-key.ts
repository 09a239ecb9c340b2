import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Database, database } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { env } from '../../env';
import { writeAudit } from '../audit/write-audit';
import { system } from '../call';
import { createKeyParts, formatKey, hashSecret, type KeyParts, parseKey } from '../keys/key-text';
import { toAuditedKey } from '../keys/to-key';

/** Where the key of this installation is. */
export const localKeyFile = (dataFolder: string) => path.resolve(dataFolder, 'local.key');

/** Returns the key of this installation; null if it has none. */
export async function readLocalKey(dataFolder: string): Promise<string | null> {
  try {
    return (await readFile(localKeyFile(dataFolder), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes the file for its owner only; complete or not at all.
 *
 * @param publish puts the complete file in its place
 */
async function writeLocalKey(
  dataFolder: string,
  text: string,
  publish: (partial: string, file: string) => Promise<void>,
) {
  const file = localKeyFile(dataFolder);
  await mkdir(dataFolder, { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  try {
    const handle = await open(partial, 'wx', 0o600);
    try {
      await handle.writeFile(`${text}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Stores the key unless it is there; returns whether it can be used. */
function storeLocalKey(db: Database, { id, scope, secret }: KeyParts, now: Date): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const known = await tx.apiKey.findUnique({ where: { id } });
    if (known) return known.revokedAt === null && known.secretHash === hashSecret(secret);
    const row = await tx.apiKey.create({
      data: {
        id,
        scope,
        description: 'Commands of this installation',
        secretHash: hashSecret(secret),
        createdAt: now,
        createdBy: system.name,
      },
    });
    await writeAudit(tx, system, now, [
      { action: 'key.created', entityType: 'key', entityId: id, detail: { after: toAuditedKey(row) } },
    ]);
    return true;
  });
}

async function createLocalKey(dataFolder: string): Promise<string> {
  const text = formatKey(createKeyParts('admin'));
  await writeLocalKey(dataFolder, text, (partial, file) =>
    link(partial, file).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    }),
  );
  return (await readLocalKey(dataFolder)) ?? text;
}

/**
 * Makes sure that the commands of this installation, such as `npm run sample`, have a key: in a file of the
 * data folder that only its owner can read. One that was revoked is replaced.
 */
export async function ensureLocalKey(
  dataFolder: string = env().DRIFTWATCH_DATA,
  db: Database = database(),
  now: Date = new Date(),
): Promise<void> {
  // Unlike a rename, a link never replaces: of two processes that start at once, both use the same file.
  const found = (await readLocalKey(dataFolder)) ?? (await createLocalKey(dataFolder));
  const parts = parseKey(found);
  if (parts !== null && (await storeLocalKey(db, parts, now))) return;
  const fresh = createKeyParts('admin');
  await storeLocalKey(db, fresh, now);
  await writeLocalKey(dataFolder, formatKey(fresh), rename);
}
