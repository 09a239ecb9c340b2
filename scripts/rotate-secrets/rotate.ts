import { connectDatabase } from '../../lib/db/client';
import { readEnv } from '../../lib/env';
import { keyFileOf } from '../../lib/secrets/key-file';
import { rotateSecrets } from '../../lib/secrets/rotate-secrets';
import { openServer } from '../serve/open-database';

/**
 * Encrypts the stored secrets of the app with these settings under another key, whether it is running or not.
 *
 * @returns the exit code: 1 if a secret could not be read
 */
export async function rotate(
  environment: Record<string, string | undefined>,
  say: (line: string) => void,
): Promise<number> {
  const env = readEnv(environment);
  const server = await openServer(env, say);
  const db = connectDatabase(server.url);
  try {
    const { keyId, rotatedCount, unreadable } = await rotateSecrets(db, env);
    say(
      `${rotatedCount} ${rotatedCount === 1 ? 'secret is' : 'secrets are'} now encrypted under the key ${keyId}.`,
    );
    for (const { problem } of unreadable) say(`Not changed: ${problem}.`);
    if (!env.SECRETS_KEY)
      say(`Copy ${keyFileOf(env.DRIFTWATCH_DATA)} again, and make a backup: older ones need the old key.`);
    else if (unreadable.length === 0)
      say(
        'Once every instance runs with this SECRETS_KEY, its other keys are needed only for older backups.',
      );
    return unreadable.length > 0 ? 1 : 0;
  } finally {
    await db.$disconnect();
    await server.close();
  }
}
