import { stat } from 'node:fs/promises';
import path from 'node:path';
import { connectDatabase } from '../../lib/db/client';
import { pendingMigrations } from '../../lib/db/pending-migrations';
import { DatabaseProbe } from '../../lib/db/probe';
import { doctorFigures } from '../../lib/db/sql/doctor-figures';
import { identityFigures } from '../../lib/db/sql/identity-figures';
import { type Env, readEnv } from '../../lib/env';
import { checkAccess } from '../../lib/operations/doctor/check-access';
import { checkDataFolder, checkKeyFile } from '../../lib/operations/doctor/check-data-folder';
import { checkDatabase } from '../../lib/operations/doctor/check-database';
import { checkIdentity } from '../../lib/operations/doctor/check-identity';
import { checkRunning } from '../../lib/operations/doctor/check-running';
import { checkSettings } from '../../lib/operations/doctor/check-settings';
import type { Finding } from '../../lib/operations/doctor/finding';
import { keyFileOf } from '../../lib/secrets/key-file';
import { listUnreadableSecrets } from '../../lib/secrets/list-unreadable-secrets';
import { localKeyFile, readLocalKey } from '../../lib/services/callers/local-key';
import { openServer } from '../serve/open-database';
import { askApp } from './ask-app';

/** Some queries read every series. */
const queryLimitMs = 30_000;

type Say = (line: string) => void;

function addressOf({ DRIFTWATCH_URL, HOST, PORT, TLS_CERT_FILE }: Env): string {
  if (DRIFTWATCH_URL) return DRIFTWATCH_URL;
  const host = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  const scheme = TLS_CERT_FILE ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}

/** Returns a key for the app's figures; null if this user can read none. */
async function keyOf({ DRIFTWATCH_KEY, DRIFTWATCH_DATA }: Env): Promise<string | null> {
  return DRIFTWATCH_KEY ?? (await readLocalKey(DRIFTWATCH_DATA).catch(() => null));
}

async function lookAtSecrets(url: string, env: Env): Promise<Finding[]> {
  const db = connectDatabase(url);
  const unreadable = await listUnreadableSecrets(db, env).finally(() => db.$disconnect());
  return unreadable.map(({ name, problem }) => ({
    severity: 'error',
    what: `the stored secret ${name} cannot be read`,
    why: 'what needs it does not work',
    remedy: problem,
  }));
}

async function lookAtDatabase(url: string, env: Env): Promise<Finding[]> {
  const probe = new DatabaseProbe(url, queryLimitMs);
  try {
    const pending = await pendingMigrations(probe.run, 'prisma/migrations');
    const figures = await doctorFigures(probe.run);
    const found = checkDatabase({ ...figures, pendingMigrations: pending, nowMs: Date.now() });
    // Tables and columns may be ones that a migration still has to make.
    if (pending.length > 0) return found;
    const identity = checkIdentity(await identityFigures(probe.run, new Date()));
    return [...found, ...(await lookAtSecrets(url, env)), ...identity];
  } finally {
    await probe.close();
  }
}

async function examineDatabase(env: Env): Promise<Finding[]> {
  try {
    const server = await openServer(env, () => {});
    return await lookAtDatabase(server.url, env).finally(() => server.close());
  } catch (error) {
    return [
      {
        severity: 'error',
        what: `the database cannot be used: ${(error as Error).message}`,
        why: 'without it the app can neither store nor show anything',
        remedy: env.DATABASE_URL
          ? 'check the address in DATABASE_URL, and that the server runs and accepts this machine'
          : `see ${path.join(env.DRIFTWATCH_DATA, 'postgres.log')}, or set DRIFTWATCH_DATA to the folder of the app`,
      },
    ];
  }
}

/** Returns whether there is a database to examine; the examination must not create one. */
async function hasDatabase({ DATABASE_URL, DRIFTWATCH_DATA }: Env): Promise<boolean> {
  if (DATABASE_URL) return true;
  const version = path.join(DRIFTWATCH_DATA, 'postgres', 'PG_VERSION');
  return stat(version).then(
    () => true,
    // A folder that cannot be entered counts as a database that cannot be used.
    (error) => error.code !== 'ENOENT',
  );
}

/** Checks who has access to the keys in the data folder. */
async function checkKeyFiles(folder: string): Promise<Finding[]> {
  const found = await Promise.all([
    checkKeyFile(keyFileOf(folder), 'whoever has this key and a backup can read the stored secrets'),
    checkKeyFile(localKeyFile(folder), 'whoever has this key can do in the app what an admin can'),
  ]);
  return found.flat();
}

function print(findings: Finding[], say: Say) {
  for (const { severity, what, why, remedy } of findings) {
    say(`${severity}: ${what}`);
    say(`  why: ${why}`);
    say(`  do:  ${remedy}`);
  }
}

async function examine(env: Env, say: Say): Promise<Finding[]> {
  const address = addressOf(env);
  const running = await askApp(address, await keyOf(env));
  say(running ? `The app runs at ${address}.` : `No app answers at ${address}; examining its data.`);
  const isThere = await hasDatabase(env);
  if (!isThere) say(`There is no database in ${env.DRIFTWATCH_DATA} yet; npm start creates one.`);
  return [
    ...checkSettings(env),
    ...(env.DATABASE_URL ? [] : await checkDataFolder(env.DRIFTWATCH_DATA)),
    ...(await checkKeyFiles(env.DRIFTWATCH_DATA)),
    ...(running ? [...checkRunning(running), ...checkAccess(running)] : []),
    ...(isThere ? await examineDatabase(env) : []),
  ];
}

/**
 * Reports what is unsafe or unhealthy about the app with these settings, whether it is running or not, and
 * what to do.
 *
 * @returns the exit code: 1 if something is wrong, 0 if there are at most warnings
 */
export async function doctor(environment: Record<string, string | undefined>, say: Say): Promise<number> {
  const env = readEnv(environment);
  const findings = await examine(env, say);
  print(findings, say);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  say(findings.length === 0 ? 'Nothing is wrong.' : `${errors} wrong, ${warnings} to watch.`);
  return errors > 0 ? 1 : 0;
}
