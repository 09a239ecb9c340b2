import pg from 'pg';
import { pgRunner, type SqlRunner } from './sql-runner';

/** Two: figures that take long must not make the database look unreachable. */
const maxConnections = 2;

/**
 * Connections for looking at the database from outside its work, so that a busy pool is not taken for a
 * database that is away. Each statement ends within `limitMs`, with an error if it must.
 */
export class DatabaseProbe {
  readonly #pool: pg.Pool;
  readonly run: SqlRunner;

  constructor(connectionString: string, limitMs = 5000) {
    this.#pool = new pg.Pool({
      connectionString,
      max: maxConnections,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: limitMs,
      statement_timeout: limitMs,
      query_timeout: limitMs,
      application_name: 'driftwatch probe',
      keepAlive: true,
    });
    // A connection that is lost while nothing is asked of it; the next question says so.
    this.#pool.on('error', () => {});
    this.run = pgRunner(this.#pool);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
