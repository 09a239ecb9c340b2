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

type Ask = (...args: unknown[]) => Promise<unknown> | undefined;

/** A connection whose failures are retryable. The pool asks with a callback, which returns no promise. */
class RetryableClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const ask = this.query.bind(this) as Ask;
    const asking: Ask = (...args) =>
      ask(...args)?.catch((error: unknown) => {
        throw asRetryable(error);
      });
    this.query = asking as typeof this.query;
  }
}

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

/**
 * The connections of the job library. It repeats statements that fail with one of a few codes, and nobody
 * catches it when one of another kind fails as a job ends, which would end the process: here everything that
 * says "not now" has such a code.
 */
export class WorkerPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super({ ...config, Client: RetryableClient });
    // A lost connection fails the statement that needs it; without listeners it would end the process.
    const onLost = (error: Error) => logger.warn('database connection lost', { error });
    this.on('error', onLost);
    this.on('connect', (client) => client.on('error', onLost));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): unknown {
    if (callback) return super.connect(callback);
    // A job may end after its workers have: nobody waits for it to be recorded then, and nobody catches a failure.
    if (this.ending) return new Promise<never>(() => {});
    return super.connect().catch((error: unknown) => {
      throw asRetryable(error);
    });
  }
}
