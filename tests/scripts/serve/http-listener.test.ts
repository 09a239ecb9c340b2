import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listenForTest>>;
let reached: string[];

beforeEach(async () => {
  reached = [];
  server = await listenForTest(
    (incoming, response) => {
      reached.push(`${incoming.method} ${incoming.url}`);
      response.end('app');
    },
    { allowedHosts: ['drift.example.com'] },
  );
});
afterEach(() => closeListener(server));

/** `fetch` sets `Host` itself, so this uses a request of Node. */
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
  ])('%s returns a problem document', async (_, method, path, headers, status, code) => {
    const answer = await send(method, path, headers);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    expect(JSON.parse(answer.text)).toMatchObject({ status, code, detail: expect.any(String) });
    expect(reached).toEqual([]);
  });
});

it.each([
  [['127.0.0.1'], 200, 'max-age=31536000'],
  [undefined, 403, null],
])(
  'with the trusted proxies %j, a write through one under its public name gets %i',
  async (trustedProxies, status, hsts) => {
    const behind = await listenForTest((_, response) => response.end('app'), {
      allowedHosts: ['drift.example.com'],
      trustedProxies,
    });
    const answer = await fetch(`http://127.0.0.1:${(behind.address() as AddressInfo).port}/api/jobs`, {
      method: 'POST',
      headers: {
        origin: 'https://drift.example.com',
        'x-forwarded-host': 'drift.example.com',
        'x-forwarded-proto': 'https',
      },
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('strict-transport-security')).toBe(hsts);
    await closeListener(behind);
  },
);

it('a page under a rebound name gets nothing by saying that it came through a proxy', async () => {
  const behind = await listenForTest((_, response) => response.end('app'), { trustedProxies: ['127.0.0.1'] });
  const { port } = behind.address() as AddressInfo;
  const headers = { host: 'rebound.example', 'x-forwarded-host': 'localhost' };
  const status = new Promise((resolve) => {
    request({ port, host: '127.0.0.1', headers }, (response) => resolve(response.resume().statusCode)).end();
  });
  expect(await status).toBe(403);
  await closeListener(behind);
});

describe('requests that a connection sends before the responses to earlier ones', () => {
  const requests = (...all: string[]) =>
    all
      .map(
        (one) =>
          `${one} HTTP/1.1\r\nhost: localhost\r\n${one.startsWith('POST') ? 'content-length: 0\r\n' : ''}\r\n`,
      )
      .join('');

  it('start in turn if they read, and at once if they write', async () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    let note: () => void = () => {};
    const held = await listenForTest((incoming, response) => {
      started.push(incoming.url ?? '');
      ends.push(() => response.end(incoming.url));
      note();
    });
    const startedInAll = (count: number) =>
      new Promise<void>((resolve) => {
        note = () => started.length === count && resolve();
        note();
      });
    const client = connect((held.address() as AddressInfo).port, '127.0.0.1');
    client.write(requests('GET /1', 'GET /2', 'GET /3', 'POST /4'));
    await startedInAll(2);
    expect(started).toEqual(['/1', '/4']);
    ends[0]?.();
    await startedInAll(3);
    expect(started).toEqual(['/1', '/4', '/2']);
    ends[2]?.();
    await startedInAll(4);
    for (const end of ends) end();
    let text = '';
    for await (const chunk of client) {
      text += chunk;
      if (text.endsWith('/4')) break;
    }
    expect(text.match(/\/\d(?=HTTP|$)/g)).toEqual(['/1', '/2', '/3', '/4']);
    client.destroy();
    await closeListener(held);
  });

  it('are limited in number: the connection is closed', async () => {
    let started = 0;
    const held = await listenForTest(() => {
      started += 1;
    });
    const client = connect((held.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => {});
    client.write(requests(...Array.from({ length: 102 }, (_, at) => `GET /${at}`)));
    await once(client, 'close');
    expect(started).toBe(1);
    await closeListener(held);
  });
});

it('a stop reports how many requests it left unanswered', async () => {
  let ask: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const silent = await listenForTest(() => ask());
  const { port } = silent.address() as AddressInfo;
  const lost = new Promise((resolve) => request({ host: '127.0.0.1', port }).once('error', resolve).end());
  await asked;
  await expect(closeListener(silent, 50)).rejects.toThrow('1 request was not answered within 50 ms');
  expect(await lost).toMatchObject({ code: 'ECONNRESET' });
});

it('an idle connection is kept longer than the 60 s usual for load balancers', async () => {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(answer.headers.get('keep-alive')).toBe('timeout=75');
  // The time for the first request of a connection that was opened in advance starts at its opening.
  expect(server.headersTimeout).toBeGreaterThan(75_000);
});

describe('headers that drip', () => {
  /** Opens a connection that sends a byte of a header now and then and never ends; returns what it is told. */
  function drip({ port }: AddressInfo) {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const timer = setInterval(() => client.write('x'), 20);
    let told = '';
    client.on('data', (chunk) => {
      told += chunk;
    });
    return new Promise<string>((resolve) => {
      client.once('close', () => {
        clearInterval(timer);
        resolve(told);
      });
    });
  }

  it('are given up with their connection', async () => {
    const strict = await listenForTest(() => {}, { headersMs: 200 });
    expect(await drip(strict.address() as AddressInfo)).toContain('HTTP/1.1 408');
    await closeListener(strict);
  });

  it('hold no more connections than one sender may have', async () => {
    const bounded = await listenForTest((_, response) => response.end('app'), {
      limits: { total: 20, perSender: 3 },
    });
    const address = bounded.address() as AddressInfo;
    const dripping = Array.from({ length: 10 }, () => drip(address));
    // The oldest make room for the newest, and for a request.
    await Promise.all(dripping.slice(0, 7));
    const answer = await fetch(`http://127.0.0.1:${address.port}/`, { headers: { connection: 'close' } });
    expect(await answer.text()).toBe('app');
    await closeListener(bounded);
    await Promise.all(dripping);
  });
});

describe('a body', () => {
  const minute = 60_000;
  let slow: typeof server;
  let incoming: IncomingMessage;
  let client: Socket;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let arrived: (message: IncomingMessage) => void = () => {};
    const arrival = new Promise<IncomingMessage>((resolve) => {
      arrived = resolve;
    });
    slow = await listenForTest((message, response) => {
      message.on('error', () => {});
      message.on('end', () => response.end('read to its end'));
      arrived(message);
    });
    client = connect((slow.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => {});
    client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n');
    incoming = await arrival;
  });
  afterEach(async () => {
    vi.useRealTimers();
    client.destroy();
    await closeListener(slow);
  });
  const answered = async () => String((await once(client, 'data'))[0]).includes('read to its end');

  /** Sends this number of bytes and has them read. */
  async function come(bytes: number) {
    let left = bytes;
    const came = new Promise<void>((resolve) => {
      const count = (chunk: Buffer) => {
        left -= chunk.length;
        if (left > 0) return;
        incoming.off('data', count);
        resolve();
      };
      incoming.on('data', count);
    });
    client.write('x'.repeat(bytes));
    await came;
  }

  it('may take hours while 64 bytes per second arrive, however they are spread over a minute', async () => {
    for (let sent = 0; sent < 120; sent++) {
      await come(60 * 64);
      vi.advanceTimersByTime(minute);
    }
    expect(incoming.socket.destroyed).toBe(false);
    client.write('x'.repeat(1_000_000 - 120 * 60 * 64));
    expect(await answered()).toBe(true);
    expect(slow.requestTimeout).toBe(0);
  });

  it('ends with the connection if it drips: one byte every ten seconds', async () => {
    for (let sent = 0; sent < 6; sent++) {
      await come(1);
      vi.advanceTimersByTime(minute / 6);
    }
    expect(incoming.socket.destroyed).toBe(false);
    vi.advanceTimersByTime(minute / 6);
    await once(client, 'close');
    expect(incoming.errored).toMatchObject({ code: 'ECONNRESET' });
  });

  it('is not lost because we do not read it', async () => {
    client.write('x'.repeat(1_000_000));
    await once(incoming, 'readable');
    vi.advanceTimersByTime(60 * minute);
    incoming.removeAllListeners('readable');
    incoming.resume();
    expect(await answered()).toBe(true);
  });

  it('has a new minute once we read it again', async () => {
    client.write('x');
    await once(incoming, 'readable');
    vi.advanceTimersByTime(60 * minute);
    incoming.read();
    vi.advanceTimersByTime(minute);
    expect(incoming.socket.destroyed).toBe(false);
  });
});
