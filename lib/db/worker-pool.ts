import pg from 'pg';
import { logger } from '../logger';
import { toUnavailable } from './unavailable';

/** One of the codes for which the job library tries again, for hours if need be. */
const retryCode = 'ETIMEDOUT';

/** A failure that may pass, under a code that the library knows; any other as it is. */
function asRetryable(error: unknown): unknown {
  if (!toUnavailable(error)) return error;
  return Object.assign(new Error((error as Error).message, { cause: error }), { code: retryCode });
}

/** A query that is given a callback returns nothing; the pool itself asks so. */
function withRetryableErrors(query: pg.PoolClient['query']): pg.PoolClient['query'] {
  const ask = query as (...args: unknown[]) => Promise<unknown> | undefined;
  const asking = (...args: unknown[]) =>
    ask(...args)?.catch((error: unknown) => {
      throw asRetryable(error);
    });
  return asking as pg.PoolClient['query'];
}

const wrapped = new WeakSet<pg.PoolClient>();

async function wrappedClient(connecting: Promise<pg.PoolClient>): Promise<pg.PoolClient> {
  const client = await connecting.catch((error: unknown) => {
    throw asRetryable(error);
  });
  if (!wrapped.has(client)) {
    wrapped.add(client);
    client.query = withRetryableErrors(client.query.bind(client));
  }
  return client;
}

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

/**
 * The connections of the job library. It repeats statements that fail with one of a few codes, and nobody
 * catches it when one of another kind fails as a job ends, which would end the process: here everything that
 * says "not now" has such a code.
 */
export class WorkerPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    // A lost connection fails the statement that needs it; without listeners it would end the process.
    const onLost = (error: Error) => logger.warn('database connection lost', { error });
    this.on('error', onLost);
    this.on('connect', (client) => client.on('error', onLost));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): unknown {
    return callback ? super.connect(callback) : wrappedClient(super.connect());
  }
}
