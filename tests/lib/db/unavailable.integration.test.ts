import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDatabase } from '@/lib/db/client';
import { api } from '../../helpers/api';

let server: net.Server;

// A port on which something listens and hangs up, like a dying PostgreSQL.
beforeAll(async () => {
  server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.DATABASE_URL = `postgresql://nobody@127.0.0.1:${(server.address() as net.AddressInfo).port}/none`;
});

afterAll(async () => {
  await closeDatabase();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['POST', '/api/metrics', { model_id: 'a', metric: 'b', value: 1 }],
  ['GET', '/api/models', undefined],
])('%s %s returns a retryable 503 without a database', async (method, path, body) => {
  const answer = await api(method, path, body);
  expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
});
