import { once } from 'node:events';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fuzzPost } from '../fuzz/bodies';
import { randomRequest } from './random-requests';
import { type Answer, keyLine, open, send, sendRaw } from './wire';

/** A kind of attack: performs it against a running app and returns the responses. */
export interface Attack {
  name: string;
  run(url: string): Promise<Answer[]>;
}

const json = { 'content-type': 'application/json' };
const mebibyte = 2 ** 20;

const lines = (count: number) =>
  `${JSON.stringify({ model_id: 'm', metric: 'v', value: 1, ts: 1_767_225_600_000 })}\n`.repeat(count);

function post(url: string, path: string, headers: Record<string, string>, body: Uint8Array | string) {
  return send(url, { path, headers, body });
}

function postMetrics(type: string, body: Uint8Array | string, encoding = 'identity', query = '') {
  return async (url: string) => [
    await post(url, `/api/metrics${query}`, { 'content-type': type, 'content-encoding': encoding }, body),
  ];
}

/** Sends a request and disconnects while the server is working on it. */
async function sendAndLeave(url: string, head: string, body: Uint8Array): Promise<void> {
  const socket = open(url);
  socket.write(head);
  socket.end(body);
  await once(socket, 'finish');
  // The kernel has the bytes; nobody waits for a reply.
  socket.destroy();
}

const nestedArray = () => '['.repeat(16 * mebibyte);

function manyKeys(count: number): string {
  const keys = Array.from({ length: count }, (_, i) => `"k${i}":1`);
  return `{${keys.join(',')}}`;
}

const badPoints = (count: number) =>
  `[${'{"model_id":7,"metric":"","value":"x","ts":"never"},'.repeat(count - 1)}{}]`;

async function createDetector(url: string, method: string, params: object): Promise<Answer> {
  const body = JSON.stringify({
    name: `abuse ${method} ${JSON.stringify(params)}`,
    metric_pattern: 'long',
    method,
    params,
  });
  return post(url, '/api/detectors', json, body);
}

/**
 * Posts a series of 10,000 points that primes the heaviest detectors, and then a point for each of them to
 * judge.
 */
async function heavyDetectors(url: string): Promise<Answer[]> {
  const points = Array.from({ length: 10_000 }, (_, i) => ({
    model_id: 'abused',
    metric: 'long',
    value: Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453),
    ts: 1_767_225_600_000 + i * 60_000,
  }));
  const answers = [await post(url, '/api/metrics', json, JSON.stringify(points))];
  for (const [method, params] of [
    ['mmd', { reference: 'rolling', reference_size: 200, window: 50 }],
    ['mmd', { reference: 'rolling', reference_size: 2000, window: 2000 }],
    ['ks', { reference: 'rolling', reference_size: 2000, window: 2000 }],
    ['energy', { reference: 'rolling', reference_size: 2000, window: 2000 }],
  ] as const)
    answers.push(await createDetector(url, method, params));
  const point = JSON.stringify({ ...points.at(-1), ts: undefined });
  answers.push(await post(url, '/api/metrics', json, point));
  return answers;
}

async function unfinishedBodies(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  const head = (type: string) =>
    `POST /api/metrics HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Content-Type: ${type}\r\nContent-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n`;
  // The part that is sent inflates to 16 MiB; the rest never arrives.
  const start = gzipSync(Buffer.alloc(16 * mebibyte, ' ')).subarray(0, 16_000);
  const sockets = Array.from({ length: 60 }, (_, i) => {
    const socket = open(url);
    socket.write(head(i % 2 === 0 ? 'application/json' : 'application/x-ndjson'));
    socket.write(start);
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (const socket of sockets) socket.destroy();
  return [];
}

async function drippingBodies(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  const sockets = Array.from({ length: 100 }, () => {
    const socket = open(url);
    socket.write(
      `POST /api/metrics HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
    );
    return socket;
  });
  for (let round = 0; round < 20; round++) {
    for (const socket of sockets) if (!socket.destroyed) socket.write('[');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const socket of sockets) socket.destroy();
  return [];
}

async function idleSockets(url: string): Promise<Answer[]> {
  const sockets = Array.from({ length: 400 }, () => open(url));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  for (const socket of sockets) socket.destroy();
  return [];
}

const upgrade = (host: string) =>
  `GET /api/models HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n`;

async function upgrades(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  return Promise.all(
    Array.from({ length: 50 }, (_, i) => sendRaw(url, upgrade(i % 2 === 0 ? host : 'evil.example'))),
  );
}

function get(url: string, path: string, headers: Record<string, string> = {}) {
  return send(url, { method: 'GET', path, headers });
}

async function heavyLists(url: string): Promise<Answer[]> {
  const paths = [
    '/api/models?limit=200&series=6',
    '/api/incidents?limit=200',
    '/api/jobs?limit=200',
    '/api/detectors?limit=200',
  ];
  return Promise.all(Array.from({ length: 60 }, (_, i) => get(url, paths[i % paths.length] as string)));
}

async function oddRequests(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  const raw = [
    `TRACE / HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}\r\n`,
    `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}\r\n`,
    `GET http://${host}/api/methods HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}\r\n`,
    `GET http://evil.example/api/methods HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}\r\n`,
    `GET / HTTP/1.1\r\nHost: ${':'.repeat(15_000)}\r\n\r\n`,
    `POST /api/metrics HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Content-Type: constructor\r\nContent-Length: 2\r\n\r\n{}`,
    `POST /api/metrics HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Content-Encoding: constructor\r\nContent-Length: 2\r\n\r\n{}`,
  ];
  return Promise.all(raw.map((bytes) => sendRaw(url, bytes)));
}

async function longQueries(url: string): Promise<Answer[]> {
  const long = '*a'.repeat(3500);
  const paths = [
    `/api/models?search=${long}`,
    `/api/incidents?model_id=${long}`,
    `/api/jobs?status=${'queued,'.repeat(1000)}`,
    `/api/series/1/points?from=${'0'.repeat(7000)}`,
  ];
  const globs = [...Array(20)].map(() =>
    post(
      url,
      '/api/detectors',
      json,
      JSON.stringify({ name: 'x', metric_pattern: '*a'.repeat(95), method: 'auto' }),
    ),
  );
  return Promise.all([...paths.map((path) => get(url, path)), ...globs]);
}

/** Every kind of attack that once stalled the app. */
export const attacks: Attack[] = [
  {
    name: 'CSV, one cell of digits that ends in x, gzip',
    run: postMetrics('text/csv', gzipSync(`model_id,metric,value\nm,v,${'1'.repeat(900_000)}x\n`), 'gzip'),
  },
  {
    name: 'NDJSON, 64 MiB of line ends, brotli',
    run: postMetrics('application/x-ndjson', brotliCompressSync(Buffer.alloc(64 * mebibyte, '\n')), 'br'),
  },
  {
    name: 'NDJSON, 64 MiB of blanks, gzip',
    run: postMetrics('application/x-ndjson', gzipSync(Buffer.alloc(64 * mebibyte, ' \n')), 'gzip'),
  },
  {
    name: 'NDJSON, a million equal lines in a few hundred bytes, client gone',
    run: async (url) => {
      const body = brotliCompressSync(Buffer.from(lines(1_000_000)));
      const { host } = new URL(url);
      const head = `POST /api/metrics HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}Content-Type: application/x-ndjson\r\nContent-Encoding: br\r\nContent-Length: ${body.length}\r\n\r\n`;
      await sendAndLeave(url, head, body);
      return postMetrics('application/x-ndjson', body, 'br')(url);
    },
  },
  { name: 'JSON, 16 MiB of [', run: postMetrics('application/json', nestedArray()) },
  { name: 'JSON, 16 MiB of [, gzip', run: postMetrics('application/json', gzipSync(nestedArray()), 'gzip') },
  { name: 'JSON, a point of a million fields', run: postMetrics('application/json', manyKeys(1_000_000)) },
  {
    name: 'JSON, a million labels',
    run: postMetrics(
      'application/json',
      `{"model_id":"m","metric":"v","value":1,"labels":${manyKeys(1_000_000)}}`,
    ),
  },
  { name: 'JSON, 50,000 bad points', run: postMetrics('application/json', badPoints(50_000)) },
  {
    name: 'CSV, 100,000 columns and value_columns',
    run: async (url) => {
      const header = Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',');
      const query = `?model_id=m&value_columns=${Array.from({ length: 1000 }, (_, i) => `c${i * 7}`).join(',')}`;
      return postMetrics('text/csv', `${header}\n${'1,'.repeat(99_999)}1\n`, 'identity', query)(url);
    },
  },
  {
    name: 'detector, a million unknown params',
    run: async (url) => [
      await post(
        url,
        '/api/detectors',
        json,
        `{"name":"x","metric_pattern":"y","method":"auto","params":${manyKeys(1_000_000)}}`,
      ),
    ],
  },
  {
    name: 'metric, a million unknown fields, and an infinite bound',
    run: async (url) => [
      await send(url, {
        method: 'PATCH',
        path: '/api/metrics/accuracy',
        headers: json,
        body: manyKeys(1_000_000),
      }),
      await send(url, {
        method: 'PATCH',
        path: '/api/metrics/accuracy',
        headers: json,
        body: '{"lower_bound":-1.7e308}',
      }),
    ],
  },
  { name: 'detectors of the largest windows on a long series', run: heavyDetectors },
  { name: '60 unfinished bodies that inflate', run: unfinishedBodies },
  { name: '100 bodies that drip', run: drippingBodies },
  { name: '400 idle connections', run: idleSockets },
  { name: '50 upgrades', run: upgrades },
  { name: '60 heavy lists at once', run: heavyLists },
  { name: 'odd methods, targets and headers', run: oddRequests },
  { name: 'long queries and globs', run: longQueries },
];

/** Random posts of points and random requests to every route, `count` of each, eight at a time. */
export function randomAttack(seed: number, count: number): Attack {
  return {
    name: `random, seed ${seed}`,
    async run(url) {
      const posts = fc.sample(fuzzPost, { seed, numRuns: count }).map(({ headers, query, body }) => ({
        path: `/api/metrics?${query}`,
        headers,
        body,
      }));
      const requests = [...posts, ...fc.sample(randomRequest, { seed, numRuns: count })];
      const answers: Answer[] = [];
      for (let from = 0; from < requests.length; from += 8)
        answers.push(...(await Promise.all(requests.slice(from, from + 8).map((one) => send(url, one)))));
      return answers;
    },
  };
}
