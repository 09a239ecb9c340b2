import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { sendAnswer } from '@/scripts/serve/send-answer';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listenForTest>>;
afterEach(() => closeListener(server));

it('parts end with their connection, even if they wait behind an earlier response', async () => {
  let ended = () => {};
  const end = new Promise<string>((resolve) => {
    ended = () => resolve('ended');
  });
  async function* endless() {
    try {
      while (true) yield 'x'.repeat(64 * 1024);
    } finally {
      ended();
    }
  }
  // The first request is never answered. The second one writes, and so does not wait for its turn.
  server = await listenForTest((request, response) => {
    if (request.url === '/parts')
      void sendAnswer(request, response, { status: 200, headers: {}, body: endless() }, {});
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const asked = new Promise((resolve) => server.on('request', ({ url }) => url === '/parts' && resolve(url)));
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  client.write('POST /parts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  await asked;
  client.destroy();
  const late = new Promise<string>((resolve) => setTimeout(resolve, 2000, 'late'));
  expect(await Promise.race([end, late])).toBe('ended');
});
