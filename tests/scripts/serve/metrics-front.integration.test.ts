import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/metrics/route';
import { database } from '@/lib/db/client';
import { asCaller } from '@/lib/http/caller';
import { maxBodyBytes } from '@/lib/schemas/metrics';
import { operator } from '@/lib/services/call';
import { closeListener } from '@/scripts/serve/http-listener';
import { metricsFront } from '@/scripts/serve/metrics-front';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { asOperator } from '../../helpers/as-operator';
import { listenForTest } from '../../helpers/listening';
import { quietObserver } from '../../helpers/quiet-observer';

withTestDatabase();

let server: Awaited<ReturnType<typeof listenForTest>>;
let url: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  await emptyDatabase();
  server = await listenForTest(
    asOperator(metricsFront((_, response) => response.end('the app'), quietObserver())),
  );
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await closeListener(server);
});

const point = { model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: 1_750_000_000_000 };
const json = JSON.stringify(point);
const lineOf = (index: number) => `${JSON.stringify({ ...point, ts: point.ts + index })}\n`;
const long = Array.from({ length: 60_000 }, (_, index) => lineOf(index)).join('');

interface Case {
  name: string;
  query?: string;
  headers: Record<string, string>;
  body: string | Buffer;
  status: number;
}
const jsonType = { 'content-type': 'application/json' };
const lineType = { 'content-type': 'application/x-ndjson' };
const csvType = { 'content-type': 'text/csv' };
const cases: Case[] = [
  { name: 'a point', headers: jsonType, body: json, status: 200 },
  {
    name: 'a batch with a duplicate and a conflict',
    headers: jsonType,
    body: JSON.stringify([point, point, { ...point, value: 1 }]),
    status: 200,
  },
  { name: 'NDJSON', headers: lineType, body: `${json}\n${lineOf(1)}`, status: 200 },
  {
    name: 'CSV in the wide form',
    query: '?model_id=m&value_columns=a,b',
    headers: csvType,
    body: 'a,b,ts\n1,2,1750000000000',
    status: 200,
  },
  { name: 'gzip', headers: { ...jsonType, 'content-encoding': 'gzip' }, body: gzipSync(json), status: 200 },
  {
    name: 'brotli',
    headers: { ...lineType, 'content-encoding': 'br' },
    body: brotliCompressSync(json),
    status: 200,
  },
  { name: 'a long body with progress', query: '?progress=true', headers: lineType, body: long, status: 200 },
  { name: 'a long body with a broken line', headers: lineType, body: `${long}x\n`, status: 400 },
  {
    name: 'a bad value',
    headers: jsonType,
    body: JSON.stringify([point, { ...point, value: 'x' }]),
    status: 400,
  },
  { name: 'a bad line', headers: lineType, body: `${json}\n{"model_id"`, status: 400 },
  { name: 'a bad row', headers: csvType, body: 'model_id,metric,value\nm,a,high', status: 400 },
  { name: 'a missing column', headers: csvType, body: 'model_id,value\nm,1', status: 400 },
  { name: 'no JSON', headers: jsonType, body: 'nonsense', status: 400 },
  { name: 'nothing', headers: jsonType, body: '', status: 400 },
  { name: 'malformed UTF-8', headers: jsonType, body: Buffer.from([0x22, 0xff, 0x22]), status: 400 },
  {
    name: 'noise for gzip',
    headers: { ...jsonType, 'content-encoding': 'gzip' },
    body: 'noise',
    status: 400,
  },
  { name: 'an unknown query parameter', query: '?colour=red', headers: jsonType, body: json, status: 400 },
  {
    name: 'a bad Idempotency-Key',
    headers: { ...jsonType, 'idempotency-key': 'two words' },
    body: json,
    status: 400,
  },
  { name: 'an unknown type', headers: { 'content-type': 'text/html' }, body: json, status: 415 },
  {
    name: 'an unknown encoding',
    headers: { ...jsonType, 'content-encoding': 'zstd' },
    body: json,
    status: 415,
  },
  { name: 'too much', headers: jsonType, body: ' '.repeat(maxBodyBytes + 1), status: 413 },
  {
    name: 'too much when decompressed',
    headers: { ...jsonType, 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(maxBodyBytes + 1, ' ')),
    status: 413,
  },
];

async function told(response: Response) {
  const names = ['content-type', 'cache-control', 'retry-after', 'accept-post', 'accept-encoding'];
  const headers = names.map((name) => [name, response.headers.get(name)]);
  // The server gives each request an id, which the route alone does not know.
  const body = (await response.text()).replace(/,"request_id":"[^"]+"/, '');
  return { status: response.status, headers, body };
}

/** Everything that the points left behind. */
async function rows() {
  const db = database();
  const [points, series] = await Promise.all([
    db.$queryRaw`SELECT series_id, ts, value, late FROM points ORDER BY series_id, ts`,
    db.series.findMany({ omit: { createdAt: true } as never, orderBy: { id: 'asc' } }),
  ]);
  return { points, series };
}

it.each(cases)(
  '$name: the server and the route respond with and store the same',
  async ({ query = '', headers, body, status }) => {
    const init = { method: 'POST', headers, body: body as BodyInit };
    const byServer = await told(await fetch(`${url}/api/metrics${query}`, init));
    const stored = await rows();
    await emptyDatabase();
    const byRoute = await told(
      await asCaller(operator, () => POST(new Request(`${url}/api/metrics${query}`, init))),
    );
    expect(byServer).toEqual({ ...byRoute, status });
    expect(stored).toEqual(await rows());
  },
);

it('everything except posts of points goes to the app', async () => {
  for (const path of ['/', '/api/metrics/accuracy', '/api/metricsx', '/api/models']) {
    expect(await (await fetch(`${url}${path}`, { method: 'POST' })).text()).toBe('the app');
  }
  expect(await (await fetch(`${url}/api/metrics`)).text()).toBe('the app');
});

it('a page on another site is refused before the handler', async () => {
  const headers = { ...jsonType, origin: 'https://elsewhere.example' };
  expect((await fetch(`${url}/api/metrics`, { method: 'POST', headers, body: json })).status).toBe(403);
  expect(await database().point.count()).toBe(0);
});

/** A connection by hand; `received` is everything that has come back so far. */
async function open() {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  const state = { socket, received: '', isClosed: false };
  socket.on('data', (data) => {
    state.received += data.toString();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    state.isClosed = true;
  });
  await once(socket, 'connect');
  const until = async (isThere: () => boolean) => {
    while (!isThere()) {
      if (state.isClosed) throw new Error(`closed after: ${state.received}`);
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    }
  };
  return { ...state, state, until };
}
const head = (more: string, query = '') => {
  const type = more.includes('Content-Type') ? '' : 'Content-Type: application/json\r\n';
  return `POST /api/metrics${query} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}${more}\r\n`;
};
const answers = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

describe('connections', () => {
  it('continue after a refusal, also of a body that was not read to its end', async () => {
    const { socket, state, until } = await open();
    const unread = 'x'.repeat(100_000);
    socket.write(`${head(`Content-Encoding: zstd\r\nContent-Length: ${unread.length}\r\n`)}${unread}`);
    await until(() => answers(state.received).length === 1);
    socket.write(`${head('Content-Length: 1\r\n')}x`);
    await until(() => answers(state.received).length === 2);
    socket.write(`${head(`Content-Length: ${json.length}\r\n`)}${json}`);
    await until(() => state.received.includes('"accepted":1'));
    expect(answers(state.received)).toEqual(['415', '400', '200']);
    expect(state.isClosed).toBe(false);
  });

  const spaces = Buffer.alloc(2 * maxBodyBytes, ' ');
  it.each([
    { name: 'is broken, before its end', sent: Buffer.alloc(600_000, 'x'), rest: 1, status: '400' },
    {
      name: 'is too large when decompressed, while the rest is awaited',
      sent: gzipSync(spaces),
      rest: 500_000,
      status: '413',
    },
  ])('continue after a compressed body that $name', async ({ sent, rest, status }) => {
    const { socket, state, until } = await open();
    socket.write(head(`Content-Encoding: gzip\r\nContent-Length: ${sent.length + rest}\r\n`));
    socket.write(sent);
    await until(() => answers(state.received).length === 1);
    socket.write(`${'x'.repeat(rest)}${head(`Content-Length: ${json.length}\r\n`)}${json}`);
    await until(() => state.received.includes('"accepted":1'));
    expect(answers(state.received)).toEqual([status, '200']);
    expect(state.isClosed).toBe(false);
  });

  const brokenLines = Buffer.from(`${long}x\n${long}${long}${long}${long}`);
  it.each([
    { name: 'a 413', more: '', query: '', body: spaces, said: ['413', 'TOO_LARGE'] },
    {
      name: 'a 413 for a decompressed body',
      more: 'Content-Encoding: gzip\r\n',
      query: '',
      body: gzipSync(spaces, { level: 0 }),
      said: ['413', 'TOO_LARGE'],
    },
    {
      name: 'a broken line of a long body',
      more: 'Content-Type: application/x-ndjson\r\n',
      query: '',
      body: brokenLines,
      said: ['400', '"line":60001'],
    },
    {
      name: 'a broken line of a long compressed body',
      more: 'Content-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\n',
      query: '',
      body: gzipSync(brokenLines, { level: 0 }),
      said: ['400', '"line":60001'],
    },
    {
      name: 'a broken line of a long compressed body with progress',
      more: 'Content-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\n',
      query: '?progress=true',
      body: gzipSync(brokenLines, { level: 0 }),
      said: ['200', '"line":60001'],
    },
  ])(
    'end after $name, whose response arrives complete although the client is still sending',
    async (refused) => {
      const { socket, state, until } = await open();
      socket.write(head(`${refused.more}Transfer-Encoding: chunked\r\n`, refused.query));
      // A client that does not check keeps sending until it is answered.
      for (let at = 0; at < refused.body.length; at += 65_536) {
        const part = refused.body.subarray(at, at + 65_536);
        socket.write(`${part.length.toString(16)}\r\n`);
        socket.write(part);
        if (!socket.write('\r\n')) await once(socket, 'drain');
      }
      socket.write('0\r\n\r\n');
      const [status, text] = refused.said as [string, string];
      await until(() => state.received.includes(text));
      expect(answers(state.received)).toEqual([status]);
      expect(state.received).toMatch(/^connection: close\r$/im);
      if (!state.isClosed) await once(socket, 'close');
    },
  );

  it('Expect: 100-continue is answered before the body', async () => {
    const { socket, state, until } = await open();
    socket.write(head(`Expect: 100-continue\r\nContent-Length: ${json.length}\r\n`));
    await until(() => state.received.includes('100 Continue'));
    socket.write(json);
    await until(() => state.received.includes('"accepted":1'));
  });

  it('a progress line arrives while the body is still being sent', async () => {
    const { socket, state, until } = await open();
    socket.write(
      'POST /api/metrics?progress=true HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n' +
        `Content-Length: ${long.length + json.length}\r\n\r\n${long}`,
    );
    await until(() => state.received.includes('{"lines":10000,"accepted":10000'));
    expect(state.received).not.toContain('result');
    socket.write(json);
    await until(() => state.received.includes('"result":{"accepted":60000,"duplicate":1'));
  });

  it('a client that disconnects in the middle of a body disturbs nobody', async () => {
    for (const length of [json.length, long.length]) {
      const { socket, state, until } = await open();
      socket.write(head(`Expect: 100-continue\r\nContent-Length: ${length}\r\n`));
      await until(() => state.received.includes('100 Continue'));
      socket.write(json.slice(0, 9));
      socket.destroy();
    }
    const answer = await fetch(`${url}/api/metrics`, { method: 'POST', headers: jsonType, body: json });
    expect(await answer.json()).toMatchObject({ accepted: 1 });
  });

  it('end with their next response once the server stops', async () => {
    const both = [await open(), await open()];
    for (const { socket, state, until } of both) {
      socket.write(head(`Expect: 100-continue\r\nContent-Length: ${json.length}\r\n`));
      await until(() => state.received.includes('100 Continue'));
    }
    const [first, second] = both as [(typeof both)[0], (typeof both)[0]];
    const closed = closeListener(server);
    // A request that was in progress, followed by a new one on the same connection.
    first.socket.write(`${json}${head(`Content-Length: ${json.length}\r\n`)}${json}`);
    await first.until(() => first.state.received.includes('accepted'));
    second.socket.write(json);
    await second.until(() => second.state.received.includes('accepted'));
    await closed;
    expect(first.state.received).toMatch(/^connection: close\r$/im);
    expect(answers(first.state.received)).toEqual(['100', '200', '200']);
    expect(answers(second.state.received)).toEqual(['100', '200']);
  });
});
