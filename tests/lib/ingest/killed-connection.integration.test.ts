import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { openPipeline } from '../../helpers/ingest';
import { openProxy } from '../../helpers/tcp-proxy';
import { post } from './http/posting';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();
beforeEach(emptyDatabase);

const url = () => process.env.DATABASE_URL ?? '';
const points = Array.from({ length: 60 }, (_, index) => ({
  model_id: `m${index % 3}`,
  metric: 'x',
  value: Math.sin(index),
  ts: 1_750_000_000_000 + index,
}));
const body = points.map((point) => JSON.stringify(point)).join('\n');
const retryable = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { code: 'UNAVAILABLE', retryable: true },
};

test('an upload whose connection to the database is cut, wherever that is, is 503 and can be sent again', async () => {
  const input = { name: 'all', model_pattern: '*', metric_pattern: '*', method: 'cusum', params: {} };
  await createDetector({ actor: operator, input });
  const proxy = await openProxy(url());
  let refusals = 0;
  for (let bytes = 400; ; bytes += 401) {
    const connections = new IngestDatabase(proxy.url, 2);
    const { pipeline, close } = openPipeline({ database: connections });
    proxy.cutAfter(bytes);
    const answer = await post(pipeline, { type: 'application/x-ndjson', body });
    if (answer.status !== 200) expect(answer).toMatchObject(retryable);
    proxy.cutAfter(Number.POSITIVE_INFINITY);
    const again = await post(pipeline, { type: 'application/x-ndjson', body });
    expect(again).toMatchObject({ status: 200, body: { conflict: 0 } });
    expect(await database().point.count()).toBe(points.length);
    await close();
    await connections.close();
    if (answer.status === 200) break;
    refusals += 1;
    if (bytes < 3000)
      await database().$executeRaw`TRUNCATE points, series, detector_runs RESTART IDENTITY CASCADE`;
  }
  await proxy.close();
  expect(refusals).toBeGreaterThan(3);
});

test('a connection that PostgreSQL ends between two statements is UNAVAILABLE at the next', async () => {
  const connections = new IngestDatabase(url(), 1);
  const work = connections.inTransaction(async (sql) => {
    const [row] = await sql<{ pid: number }>('SELECT pg_backend_pid() AS pid', []);
    await database().$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int, 5000)::text`;
    // What it said on leaving is read before the next statement.
    for (let turns = 0; turns < 5; turns++) await turn();
    await sql('SELECT 1', []);
  });
  await expect(work).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  await connections.close();
});
