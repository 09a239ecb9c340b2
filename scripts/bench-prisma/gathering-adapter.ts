import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { gatherWrites } from '../../lib/db/gather-writes';

/** One name per text, like the ingest connections. */
const names = new Map<string, string>();

function nameOf({ sql }: { sql: string }): string {
  const name = names.get(sql) ?? `bench_${names.size}`;
  names.set(sql, name);
  return name;
}

interface Startable {
  client: unknown;
  startTransaction(isolationLevel?: string): Promise<unknown>;
}

/** A connection whose statements of one turn share a write, and whose BEGIN does not wait for its answer. */
function gathering(client: pg.PoolClient): pg.PoolClient {
  const gather = gatherWrites(client);
  const query = (config: { text: string }) => {
    gather();
    const sent = client.query(config);
    if (config.text !== 'BEGIN') return sent;
    // If BEGIN fails, the statements after it fail too, so nothing is lost by not waiting.
    sent.catch(() => {});
    return Promise.resolve({ rowCount: 0, rows: [], fields: [] });
  };
  return new Proxy(client, {
    get(target, key) {
      if (key === 'query') return query;
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * Prisma's driver adapter with what makes the ingest connections fast: prepared statements and shared round
 * trips.
 */
export class GatheringAdapter extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool, { statementNameGenerator: nameOf });
    this.#pool = pool;
  }

  override async connect() {
    const adapter = await super.connect();
    const pool = this.#pool;
    const plain = adapter as unknown as Startable;
    const start = plain.startTransaction;
    plain.startTransaction = async function startTransaction(isolationLevel?: string) {
      const client = gathering(await pool.connect());
      const onClient = Object.assign(Object.create(plain), { client: { connect: async () => client } });
      return start.call(onClient, isolationLevel);
    };
    return adapter;
  }
}
