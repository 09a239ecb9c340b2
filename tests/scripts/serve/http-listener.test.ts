import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeListener, listen } from '@/scripts/serve/http-listener';

let server: Awaited<ReturnType<typeof listen>>;
let reached: string[];

beforeEach(async () => {
  reached = [];
  server = await listen(
    (incoming, response) => {
      reached.push(`${incoming.method} ${incoming.url}`);
      response.end('app');
    },
    { host: '127.0.0.1', port: 0, allowedHosts: ['drift.example.com'] },
  );
});
afterEach(() => closeListener(server));

/** `fetch` sets `Host` itself, so a request of Node's own. */
function send(method: string, path: string, headers: Record<string, string>) {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number | undefined; type: string | undefined; text: string }>(
    (resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, type: response.headers['content-type'], text });
      });
      outgoing.once('error', reject);
      outgoing.end();
    },
  );
}

describe('before the app', () => {
  it('a page and a write under a name of this machine or of ALLOWED_HOSTS reach it', async () => {
    expect(await send('GET', '/queue', { host: 'localhost:3000' })).toMatchObject({
      status: 200,
      text: 'app',
    });
    const headers = { host: 'drift.example.com', origin: 'https://drift.example.com' };
    expect(await send('POST', '/api/jobs', headers)).toMatchObject({ status: 200, text: 'app' });
    expect(reached).toEqual(['GET /queue', 'POST /api/jobs']);
  });

  it.each([
    ['a rebound name', 'GET', '/api/models', { host: 'rebound.example:3000' }, 403, 'FORBIDDEN'],
    [
      'a foreign page',
      'POST',
      '/api/jobs',
      { host: 'localhost', origin: 'http://x.example' },
      403,
      'FORBIDDEN',
    ],
    ['a broken address', 'GET', '/%', { host: 'localhost' }, 400, 'INVALID_INPUT'],
  ])('%s is answered with a problem document', async (_, method, path, headers, status, code) => {
    const answer = await send(method, path, headers);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    expect(JSON.parse(answer.text)).toMatchObject({ status, code, detail: expect.any(String) });
    expect(reached).toEqual([]);
  });
});

it('a stop says how many requests it left without an answer', async () => {
  let ask: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const silent = await listen(() => ask(), { host: '127.0.0.1', port: 0, allowedHosts: undefined });
  const { port } = silent.address() as AddressInfo;
  const lost = new Promise((resolve) => request({ host: '127.0.0.1', port }).once('error', resolve).end());
  await asked;
  await expect(closeListener(silent, 50)).rejects.toThrow('1 request was not answered within 50 ms');
  expect(await lost).toMatchObject({ code: 'ECONNRESET' });
});
