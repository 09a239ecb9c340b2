import pg from 'pg';
import { DriftwatchError, isDriftwatchError } from '../errors';

const noSuchDatabase = '3D000';
const mayNot = '42501';
/**
 * Another start created it at the same moment; the second code is the same race, seen by the catalog's index.
 */
const existsByNow = new Set(['42P04', '23505']);

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A lost connection fails the query that needs it; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The address without user and password, for messages. */
function address(connectionString: string): string {
  const { host, pathname } = new URL(connectionString);
  return `${host}${pathname}`;
}

async function createDatabase(connectionString: string) {
  const url = new URL(connectionString);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const client = await connect(url.href);
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (cause) {
    if (existsByNow.has(codeOf(cause))) return;
    const reason = codeOf(cause) === mayNot ? 'this user may not create it' : (cause as Error).message;
    throw new DriftwatchError(
      'EXTERNAL',
      `the database ${address(connectionString)} does not exist, and ${reason}; create it, or name another in DATABASE_URL`,
      { cause },
    );
  } finally {
    await client.end();
  }
}

/** A connection to the database of DATABASE_URL, which is created when its server does not have it yet. */
export async function connectOrCreate(connectionString: string): Promise<pg.Client> {
  try {
    return await connect(connectionString).catch(async (error) => {
      if (codeOf(error) !== noSuchDatabase) throw error;
      await createDatabase(connectionString);
      return connect(connectionString);
    });
  } catch (cause) {
    if (isDriftwatchError(cause)) throw cause;
    const reason = (cause as Error).message || codeOf(cause);
    throw new DriftwatchError(
      'EXTERNAL',
      `cannot reach ${address(connectionString)} (DATABASE_URL): ${reason}`,
      {
        cause,
      },
    );
  }
}
