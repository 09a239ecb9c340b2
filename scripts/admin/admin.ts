import { parseArgs } from 'node:util';
import { connectDatabase, type Database } from '../../lib/db/client';
import { pendingMigrations } from '../../lib/db/pending-migrations';
import { prismaRunner } from '../../lib/db/sql-runner';
import { readEnv } from '../../lib/env';
import { DriftwatchError } from '../../lib/errors';
import { system } from '../../lib/services/call';
import { makeAdmin } from '../../lib/services/identity/make-admin';
import { openServer } from '../serve/open-database';

const usage = 'npm run admin -- --email ADDRESS [--name NAME] [--remove-second-factor]';

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        'remove-second-factor': { type: 'boolean', default: false },
      },
    });
    const { email, ...others } = values;
    if (email === undefined) throw new Error('--email is missing');
    return { email, ...others };
  } catch (error) {
    throw new DriftwatchError('INVALID_INPUT', `${(error as Error).message}\n${usage}`);
  }
}

async function refuseIfNotMigrated(db: Database) {
  const pending = await pendingMigrations(prismaRunner(db), 'prisma/migrations').catch(() => null);
  if (pending === null || pending.length > 0)
    throw new DriftwatchError('UNAVAILABLE', 'the database is not of this version; start the app once');
}

/**
 * Makes somebody an admin of the app with these settings, whether it is running or not, and says the path of
 * a link with which a password can be chosen.
 */
export async function admin(
  args: string[],
  environment: Record<string, string | undefined>,
  say: (line: string) => void,
): Promise<void> {
  const { email, name, 'remove-second-factor': removesSecondFactor } = readArguments(args);
  const server = await openServer(readEnv(environment), say);
  const db = connectDatabase(server.url);
  try {
    await refuseIfNotMigrated(db);
    const input = { email, name, removesSecondFactor };
    const made = await makeAdmin({ actor: system, db, input });
    say(`${made.name} <${made.email}> ${made.isNew ? 'has been added as' : 'is'} an admin.`);
    say(
      `Choose a password, once and until ${made.expiresAt.toISOString()}, under the address of the app at:`,
    );
    say(made.path);
  } finally {
    await db.$disconnect();
    await server.close();
  }
}
