import pg from 'pg';
import { float8Array, int4Array, timestamptzArray } from '../../lib/db/binary-arrays';

const startMs = Date.parse('2026-01-01T00:00:00Z');

export interface CeilingOrder {
  url: string;
  connections: number;
  pointsPerInsert: number;
  total: number;
  /** Whether arrays are sent as the driver writes them, or in PostgreSQL's binary format as the app does. */
  arrays: 'driver' | 'binary';
}

/** Measures bare inserts of points into a table with only the key of `points`, in points per second. */
export async function measureCeiling({ url, connections, pointsPerInsert, total, arrays }: CeilingOrder) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  await clients[0]?.query(`DROP TABLE IF EXISTS bench_ceiling`);
  await clients[0]?.query(`CREATE TABLE bench_ceiling (series_id int NOT NULL, ts timestamptz(3) NOT NULL,
    value float8 NOT NULL, PRIMARY KEY (series_id, ts))`);
  let taken = 0;
  const begin = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (taken < total) {
        const first = taken;
        taken += pointsPerInsert;
        const ids: number[] = [];
        const times: number[] = [];
        const values: number[] = [];
        for (let index = first; index < first + pointsPerInsert; index += 1) {
          const run = Math.floor(index / 100);
          ids.push(run % 100);
          times.push(startMs + (Math.floor(run / 100) * 100 + (index % 100)) * 1000);
          values.push(0.85 + (index % 1000) / 10_000);
        }
        await client.query({
          name: 'insert',
          text: `INSERT INTO bench_ceiling SELECT * FROM unnest($1::int[], $2::timestamptz[], $3::float8[])`,
          values:
            arrays === 'binary'
              ? [int4Array(ids), timestamptzArray(times), float8Array(values)]
              : [ids, times.map((ms) => new Date(ms)), values],
        });
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  await clients[0]?.query('DROP TABLE bench_ceiling');
  for (const client of clients) await client.end();
  return total / seconds;
}
