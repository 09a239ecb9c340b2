import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';

const look = 10_000;
let server: Awaited<ReturnType<typeof listenForTest>>;
let answer: ServerResponse;
let client: Socket;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  server = await listenForTest((_, response) => {
    answer = response;
  });
  client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.on('error', () => {});
  const asked = once(server, 'request');
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await asked;
});
afterEach(async () => {
  vi.useRealTimers();
  client.destroy();
  await closeListener(server);
});
const limitMs = () => answer.socket?.timeout ?? 0;

it('a response that nobody reads has a minute for the next byte; one that is read or still being made has no limit', async () => {
  vi.advanceTimersByTime(look);
  expect(limitMs()).toBe(0);

  // More than the buffers of both ends hold.
  answer.write(Buffer.alloc(64 * 2 ** 20));
  vi.advanceTimersByTime(look);
  expect(limitMs()).toBe(60_000);

  const drained = once(answer, 'drain');
  client.resume();
  await drained;
  await turn();
  vi.advanceTimersByTime(look);
  expect(limitMs()).toBe(0);
});

it('the connection is closed after that minute', async () => {
  answer.write(Buffer.alloc(64 * 2 ** 20));
  vi.advanceTimersByTime(look);
  const closed = once(answer, 'close');
  // What Node does after the minute.
  answer.socket?.emit('timeout');
  await closed;
});

it('an unread response is noticed even behind a further request on its connection', async () => {
  const first = answer;
  const asked = once(server, 'request');
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await asked;
  first.write(Buffer.alloc(64 * 2 ** 20));
  vi.advanceTimersByTime(look);
  expect(first.socket?.timeout).toBe(60_000);
});
