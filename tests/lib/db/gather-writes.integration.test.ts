import { Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatherWrites } from '@/lib/db/gather-writes';
import { createTestDatabase, type TestDatabase } from '../../helpers/database';

/** Counts what reaches the system. */
class CountingSocket extends Socket {
  writes = 0;

  override _write(...args: Parameters<Socket['_write']>) {
    this.writes += 1;
    super._write(...args);
  }

  override _writev(...args: Parameters<NonNullable<Socket['_writev']>>) {
    this.writes += 1;
    super._writev?.(...args);
  }
}

let own: TestDatabase;
let socket: CountingSocket;
let client: pg.Client;

beforeEach(async () => {
  own = await createTestDatabase();
  socket = new CountingSocket();
  const config = { connectionString: own.url, stream: () => socket, pipeline: true };
  client = new pg.Client(config as pg.ClientConfig);
  await client.connect();
  socket.writes = 0;
});
afterEach(async () => {
  await client.end();
  await own.drop();
});

async function askThreeTimes(before: () => void): Promise<number> {
  const sent = [1, 2, 3].map((number) => {
    before();
    return client.query({ text: 'SELECT $1::int AS number', values: [number] });
  });
  const answers = await Promise.all(sent);
  expect(answers.map(({ rows }) => rows[0].number)).toEqual([1, 2, 3]);
  return socket.writes;
}

test('the statements of one turn reach the socket in one write', async () => {
  expect(await askThreeTimes(gatherWrites(client))).toBe(1);
});

test('without gathering each statement of a turn is a write of its own', async () => {
  expect(await askThreeTimes(() => {})).toBeGreaterThanOrEqual(3);
});

test('a driver that keeps its socket elsewhere is named', () => {
  expect(() => gatherWrites({} as pg.ClientBase)).toThrow('this version of pg');
});
