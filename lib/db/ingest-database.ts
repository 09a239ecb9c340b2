import pg from 'pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { logger } from '../logger';
import { processWide } from '../process-wide';
import { idleInTransactionLimitMs } from './client';
import { gatherWrites } from './gather-writes';
import { pgRunner, type SqlRunner } from './sql-runner';
import { hasCode, retryableCodes, toUnavailable } from './unavailable';

const maxAttempts = 5;
/** A flush that PostgreSQL does not finish in this time would keep its requests waiting for ever. */
const statementLimitMs = 60_000;
/**
 * A server that is gone without a word never says that its time is up; so we wait a little longer than it
 * would.
 */
const answerLimitMs = statementLimitMs + 5000;

/**
 * Returns whether the connection can be used again after an error: PostgreSQL reported it, with a SQLSTATE
 * (unlike EPIPE it has a digit), and did not end the session with it.
 */
function isAnswered(error: unknown): boolean {
  const { code, severity, cause } = error as { code?: unknown; severity?: unknown; cause?: unknown };
  if (severity === 'FATAL' || severity === 'PANIC') return false;
  return (
    (typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code)) ||
    (cause !== undefined && isAnswered(cause))
  );
}

/** What work in a transaction is told, and may ask for. */
export interface RoundTrip {
  /** 1, and more when PostgreSQL gave up on the work before. */
  attempt: number;
  /**
   * Takes statements, sent already, whose answers the work does not need: they are waited for together with
   * that of the commit, which goes out with them. When one of them fails, PostgreSQL undoes the transaction
   * instead.
   */
  alongCommit(sent: Promise<unknown>[]): void;
}

/**
 * The connections of the ingest pipeline: the driver below Prisma, whose raw queries would cost more than the
 * inserts; see decision 15.
 */
export class IngestDatabase {
  readonly #pool: pg.Pool;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(connectionString: string, maxConnections: number, waitMs = answerLimitMs) {
    this.#pool = new pg.Pool({
      connectionString,
      max: maxConnections,
      connectionTimeoutMillis: 5000,
      application_name: 'driftwatch ingest',
      statement_timeout: statementLimitMs,
      query_timeout: waitMs,
      idle_in_transaction_session_timeout: idleInTransactionLimitMs,
      keepAlive: true,
      // Every statement looks rows up by their keys, in a moment: no plan that reads a whole table, compiles
      // or asks for help pays.
      options: '-c enable_seqscan=off -c jit=off -c max_parallel_workers_per_gather=0',
      // Statements that do not need each other's answers go out together; see commit-requests.ts.
      pipeline: true,
    } as pg.PoolConfig);
    this.#pool.on('error', (error) => logger.warn('database connection lost', { error }));
  }

  /**
   * Runs `work` in one READ COMMITTED transaction, again when PostgreSQL gave up on it for a deadlock or a
   * serialisation failure. A lost database becomes `UNAVAILABLE`; whether the commit arrived is then unknown.
   */
  async inTransaction<Result>(work: (sql: SqlRunner, turn: RoundTrip) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work, attempt);
      } catch (error) {
        if (attempt < maxAttempts && hasCode(error, retryableCodes)) continue;
        throw toUnavailable(error) ?? error;
      }
    }
  }

  async #attempt<Result>(
    work: (sql: SqlRunner, turn: RoundTrip) => Promise<Result>,
    attempt: number,
  ): Promise<Result> {
    const client = await this.#pool.connect();
    // A connection that breaks while nothing is asked of it emits this; the next query then fails and says
    // so.
    const onError = () => {};
    client.on('error', onError);
    const sql = pgRunner(client);
    const gather = gatherWrites(client);
    let isOver = false;
    try {
      gather();
      let isCommitted = false;
      const gathering: SqlRunner = <Row>(text: string, values: unknown[]) => {
        if (isCommitted) throw new Error('a statement after the commit would not be part of it');
        gather();
        const sent = sql<Row>(text, values);
        // Whoever waits for it is told; until then, or when work fails elsewhere first, its failure is
        // nobody's.
        sent.catch(() => {});
        return sent;
      };
      const last: Promise<unknown>[] = [];
      const alongCommit = (sent: Promise<unknown>[]) => {
        for (const one of sent) one.catch(() => {});
        last.push(...sent);
      };
      alongCommit([client.query('BEGIN')]);
      const result = await work(gathering, { attempt, alongCommit });
      isCommitted = true;
      gather();
      const commit = client.query('COMMIT');
      const answers = await Promise.allSettled([...last, commit]);
      isOver = answers.every((answer) => answer.status === 'fulfilled' || isAnswered(answer.reason));
      // The first failure is the cause; the statements after it only say that the transaction is undone.
      for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
      if ((await commit).command !== 'COMMIT') throw new Error('PostgreSQL undid the transaction');
      return result;
    } finally {
      client.off('error', onError);
      // Elsewise statements may still be under way: closing rolls back and forgets them.
      client.release(!isOver);
    }
  }

  /**
   * Runs long work after all that was given earlier: many at once would take the connections from the
   * flushers.
   */
  runSerially<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

const appDatabase = processWide('ingest-database', () => {
  const { DATABASE_URL: url, INGEST_FLUSHERS: flushers } = env();
  if (!url) throw new DriftwatchError('INTERNAL', 'DATABASE_URL is not set');
  return new IngestDatabase(url, flushers + 2);
});

/** The app's, on `DATABASE_URL`: a connection for each flusher and two for priming. */
export function ingestDatabase(): IngestDatabase {
  return appDatabase.get();
}

/** Closes the app's connections; a later `ingestDatabase()` opens new ones. */
export async function closeIngestDatabase(): Promise<void> {
  await appDatabase.take()?.close();
}
