import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listenForTest>>;
let reached: string[];

beforeEach(async () => {
  reached = [];
  server = await listenForTest((request, response) => {
    reached.push(`${request.method} ${request.headers.host} ${request.url}`);
    response.end('app');
  });
});
afterEach(() => closeListener(server));

/** Everything that comes back for a request written by hand, until the server closes. */
async function exchange(line: string, headers = '', to = server): Promise<string> {
  const socket = connect((to.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => {
    received += data.toString();
  });
  socket.on('error', () => {});
  const host = headers.includes('Host:') ? '' : 'Host: localhost\r\n';
  const connection = headers.includes('Connection:') ? '' : 'Connection: close\r\n';
  socket.write(`${line} HTTP/1.1\r\n${host}${connection}${headers}\r\n`);
  await once(socket, 'close');
  return received;
}

describe('a target that is not a path', () => {
  it.each([
    ['GET http://localhost:3000/api/models?limit=1', 'GET localhost:3000 /api/models?limit=1'],
    ['GET HTTP://127.0.0.1', 'GET 127.0.0.1 /'],
    ['POST https://localhost/api/metrics', 'POST localhost /api/metrics'],
  ])('%s is the path of that host', async (line, request) => {
    expect(await exchange(line)).toContain('HTTP/1.1 200');
    expect(reached).toEqual([request]);
  });

  it.each([
    ['GET http://rebound.example/api/models', 403],
    ['GET http://user:secret@localhost/', 400],
    ['GET ftp://localhost/x', 400],
    ['GET http://', 400],
    ['GET http://localhost/%', 400],
    ['GET *', 400],
  ])('%s is refused with %i', async (line, status) => {
    const answer = await exchange(line);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(reached).toEqual([]);
  });

  it('OPTIONS * lists the supported methods, for allowed hosts', async () => {
    expect(await exchange('OPTIONS *')).toMatch(/^HTTP\/1\.1 204 .*\r\nallow: GET, HEAD, POST/s);
    expect(await exchange('OPTIONS *', 'Host: rebound.example\r\n')).toContain('HTTP/1.1 403');
    expect(reached).toEqual([]);
  });
});

it.each(['TRACE', 'PROPFIND', 'PURGE', 'M-SEARCH'])(
  '%s is answered with the supported methods',
  async (method) => {
    const answer = await exchange(`${method} /api/models`, 'Cookie: secret=1\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 405 .*\r\nallow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n/s);
    expect(answer).not.toContain('secret');
    expect(reached).toEqual([]);
  },
);

describe('an upgrade request', () => {
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  let live: typeof server;
  let taken: string[];
  beforeEach(async () => {
    taken = [];
    live = await listenForTest(() => {}, {
      upgrade: (request, socket) => {
        taken.push(request.url ?? '');
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      },
    });
  });
  afterEach(() => closeListener(live));

  it('is handled like any other if no upgrade is supported', async () => {
    expect(await exchange('GET /queue', `${upgrade.replace('Upgrade', 'Upgrade, close')}`)).toContain(
      'HTTP/1.1 200',
    );
    expect(reached).toEqual(['GET localhost /queue']);
  });

  it('reaches the upgrade handler, from a page of this server', async () => {
    expect(await exchange('GET /hot', `${upgrade}Origin: http://localhost\r\n`, live)).toContain(
      'HTTP/1.1 101',
    );
    expect(taken).toEqual(['/hot']);
  });

  it.each([
    ['Host: rebound.example\r\n', 403],
    ['Host: localhost\r\nOrigin: http://elsewhere.example\r\n', 403],
  ])('is refused and closed with %j', async (headers, status) => {
    expect(await exchange('GET /hot', upgrade + headers, live)).toContain(`HTTP/1.1 ${status} `);
    expect(await exchange('GET *', upgrade, live)).toContain('HTTP/1.1 400 ');
    expect(taken).toEqual([]);
  });

  it('that is refused is closed even if its client keeps its half open', async () => {
    const opened = once(live, 'connection');
    const { port } = live.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.resume();
    client.write(`GET /hot HTTP/1.1\r\nHost: rebound.example\r\n${upgrade}\r\n`);
    const [served] = await opened;
    await once(served, 'close');
    client.destroy();
  });

  it('is closed if it gets no response', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = await listenForTest(() => {}, { upgrade: () => {} });
    const asked = once(silent, 'upgrade');
    const closed = exchange('GET /hot', upgrade, silent);
    await asked;
    vi.advanceTimersByTime(10_000);
    expect(await closed).toBe('');
    vi.useRealTimers();
    await closeListener(silent);
  });

  it('is closed if it asks for a tunnel', async () => {
    expect(await exchange('CONNECT localhost:22', '', live)).toBe('');
  });
});
