import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listenForTest>>;
let waiting: ServerResponse[];
const clients: Socket[] = [];

async function start(limits: { total: number; perSender: number }, trustedProxies?: string[]) {
  waiting = [];
  server = await listenForTest(
    (request, response) => {
      if (request.url === '/slow') waiting.push(response);
      else response.end('app');
    },
    { limits, trustedProxies },
  );
}
afterEach(async () => {
  vi.restoreAllMocks();
  for (const client of clients.splice(0)) client.destroy();
  await closeListener(server);
});

/** A connection from one of the addresses of loopback, once the server has seen it. */
async function open(from = '127.0.0.1') {
  const accepted = once(server, 'connection');
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    localAddress: from,
  });
  socket.on('error', () => {});
  clients.push(socket);
  const closed = once(socket, 'close');
  await Promise.all([accepted, once(socket, 'connect')]);
  return { socket, closed };
}

async function ask(socket: Socket, path: string): Promise<string> {
  const asked = path === '/slow' ? once(server, 'request') : once(socket, 'data');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return String((await asked)[0]);
}

it('the oldest idle connection makes room for a new one; those with a request stay', async () => {
  await start({ total: 3, perSender: 3 });
  const busy = await open();
  await ask(busy.socket, '/slow');
  const silent = await open();
  const kept = await open();
  expect(await ask(kept.socket, '/')).toContain('200');

  const fourth = await open();
  await silent.closed;
  expect(await ask(fourth.socket, '/')).toContain('200');
  const fifth = await open();
  await kept.closed;
  expect(await ask(fifth.socket, '/')).toContain('200');

  const answered = once(busy.socket, 'data');
  waiting[0]?.end('late');
  expect(String((await answered)[0])).toContain('late');
});

it('a new connection is closed if all others have a request in progress, and one log line says so', async () => {
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await start({ total: 2, perSender: 2 });
  for (const { socket } of [await open(), await open()]) await ask(socket, '/slow');
  for (let more = 0; more < 3; more++) await (await open()).closed;
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'warn',
      message: 'the limit of connections is reached',
      setting: 'MAX_CONNECTIONS_PER_ADDRESS',
      limit: 2,
      sender: '127.0.0.1',
      times: 1,
    }),
  ]);
  waiting.shift()?.end();
  // Its connection is idle now and gives up its place.
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  const { socket } = await open();
  expect(await ask(socket, '/')).toContain('200');
});

it('one address cannot take the places of others, nor close their idle connections', async () => {
  await start({ total: 4, perSender: 2 });
  const other = await open('127.0.0.2');
  const flood = [await open(), await open(), await open(), await open(), await open()];
  await Promise.all(flood.slice(0, 3).map(({ closed }) => closed));
  expect(await ask(other.socket, '/')).toContain('200');
  const third = await open('127.0.0.3');
  expect(await ask(third.socket, '/')).toContain('200');
});

it('the app still responds with 400 idle connections, and never has more than the limit open', async () => {
  await start({ total: 20, perSender: 10 });
  let most = 0;
  for (let count = 0; count < 400; count++) {
    await open();
    most = Math.max(
      most,
      await new Promise<number>((resolve) => server.getConnections((_, open) => resolve(open))),
    );
  }
  expect(most).toBeLessThanOrEqual(12);
  const { socket } = await open();
  expect(await ask(socket, '/')).toContain('200');
});

it('a trusted proxy may open as many connections as there are in total', async () => {
  await start({ total: 4, perSender: 1 }, ['127.0.0.1']);
  const first = await open();
  for (let more = 0; more < 2; more++) await open();
  expect(await ask(first.socket, '/')).toContain('200');
});
