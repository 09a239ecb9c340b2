import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { maxBodyBytes } from '@/lib/schemas/metrics';
import { arriving, RecordingSink } from '../body/bodies';
import { post } from './posting';

let sink: RecordingSink;
beforeEach(() => {
  sink = new RecordingSink();
});

const point = { model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: 1_750_000_000_000 };
const json = JSON.stringify(point);

describe('formats', () => {
  test.each([
    [undefined, json],
    ['application/json', `{"points": [${json}]}`],
    ['Application/JSON; charset=UTF-8', `[${json}]`],
    ['application/json', `\ufeff${json}`],
    ['text/plain;charset=UTF-8', json],
    ['application/x-www-form-urlencoded', `[${json}]`],
    ['application/x-ndjson', `${json}\n`],
    ['application/ndjson', json],
    ['application/jsonl; charset="utf-8"', `\r\n${json}\r\n`],
    ['text/csv', 'model_id,metric,value,ts\nfraud,accuracy,0.9,1750000000000'],
  ])('%s', async (type, body) => {
    expect(await post(sink, { type, body })).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(sink.requests.map(({ points }) => points)).toEqual([[point]]);
  });

  test.each([
    'text/html',
    'multipart/form-data',
    'application/xml',
    '',
    'constructor',
    '__proto__',
    'toString',
  ])('%j is answered with the list of what is taken', async (type) => {
    const { status, headers, body } = await post(sink, { type, body: json });
    expect(status).toBe(415);
    expect(headers).toMatchObject({ 'accept-post': expect.stringContaining('text/csv') });
    expect(body).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      detail: expect.stringContaining('application/json, application/x-ndjson'),
    });
  });

  test('CSV may be UTF-16 with a byte order mark, and may say so; nothing else may', async () => {
    const text = '\ufeffmodel_id,metric,value,ts\r\nfraud,accuracy,0.9,1750000000000\r\n';
    for (const type of ['text/csv', 'text/csv; charset=utf-16', 'text/csv;charset=UTF-16LE']) {
      expect(await post(sink, { type, body: Buffer.from(text, 'utf16le') })).toMatchObject({ status: 200 });
    }
    expect(sink.requests.map(({ points }) => points)).toEqual([[point], [point], [point]]);
    const type = 'application/json; charset=utf-16';
    expect(await post(sink, { type, body: Buffer.from(json, 'utf16le') })).toMatchObject({ status: 400 });
  });

  test('text in another charset is refused, declared or not', async () => {
    const declared = await post(sink, { type: 'application/json; charset=latin1', body: json });
    expect(declared).toMatchObject({
      status: 400,
      body: { detail: 'charset latin1 is not supported; send UTF-8' },
    });
    const latin1 = Buffer.from(json.replace('fraud', 'fräud'), 'latin1');
    for (const type of ['application/json', 'application/x-ndjson']) {
      expect(await post(sink, { type, body: latin1 })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('is not valid UTF-8') },
      });
    }
    expect(sink.requests).toEqual([]);
  });
});

describe('compression', () => {
  const kinds: [encoding: string, compress: (text: string) => Buffer][] = [
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
  ];

  test.each(kinds)('%s', async (encoding, compress) => {
    for (const type of ['application/json', 'application/x-ndjson']) {
      const headers = { 'content-encoding': encoding };
      const bytes = compress(json);
      expect(await post(sink, { type, headers, body: bytes })).toMatchObject({ status: 200 });
      const parts = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
      expect(await post(sink, { type, headers, body: arriving(...parts) })).toMatchObject({ status: 200 });
    }
    expect(sink.requests.map(({ points }) => points)).toEqual(Array.from({ length: 4 }, () => [point]));
  });

  test.each(kinds.slice(0, 5))('%s that is cut off, empty or noise is a 400', async (encoding, compress) => {
    const whole = compress(JSON.stringify(Array.from({ length: 100 }, () => point)));
    for (const type of ['application/json', 'text/csv']) {
      for (const body of [
        whole.subarray(0, -9),
        Buffer.alloc(0),
        Buffer.from('no compressed data'),
        whole.subarray(9),
      ]) {
        const answer = await post(sink, { type, headers: { 'content-encoding': encoding }, body });
        expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_INPUT']);
      }
    }
    expect(sink.requests).toEqual([]);
  });

  test('others are answered with the list', async () => {
    const answer = await post(sink, { headers: { 'content-encoding': 'zstd' }, body: json });
    expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  });

  test('a small body that swells over 16 MiB is a 413', async () => {
    const noise = Array.from({ length: 80_000 }, (_, at) => Math.sin(at).toString());
    const bomb = gzipSync(`${noise.join()}${' '.repeat(2 * maxBodyBytes)}`);
    const answer = await post(sink, { headers: { 'content-encoding': 'gzip' }, body: bomb });
    expect(answer).toMatchObject({
      status: 413,
      body: { detail: 'the body is larger than 16777216 bytes (16 MiB)' },
    });
  });
});

test('a JSON body that declares too much is refused before it is read', async () => {
  async function* untouched(): AsyncGenerator<Uint8Array> {
    yield expect.unreachable();
  }
  const headers = { 'content-length': String(maxBodyBytes + 1) };
  expect(await post(sink, { headers, body: untouched() })).toMatchObject({ status: 413 });
});

describe('the query', () => {
  test('on_conflict is handed on', async () => {
    for (const query of ['', 'on_conflict=keep', 'on_conflict=replace']) {
      await post(sink, { query, body: json });
      await post(sink, { query, type: 'application/jsonl', body: json });
    }
    const kept = ['keep', 'keep', 'keep', 'keep', 'replace', 'replace'];
    expect(sink.requests.map(({ onConflict }) => onConflict)).toEqual(kept);
  });

  test.each([
    ['application/json', 'on_conflict=last', 'on_conflict'],
    ['application/json', 'progress=true', 'progress'],
    ['application/jsonl', 'model_id=a', 'model_id'],
    ['application/jsonl', 'progress=yes', 'progress'],
    ['text/csv', 'model_id=a&model_id=b', 'model_id'],
    ['text/csv', 'model_id=a&model_id_column=b', 'model_id_column'],
    ['text/csv', 'delimiter=:', 'delimiter'],
    ['text/csv', 'decimal=;', 'decimal'],
    ['application/jsonl', 'delimiter=;', 'delimiter'],
    ['application/json', 'skip_invalid=1', 'skip_invalid'],
  ])('%s?%s is refused by name', async (type, query, field) => {
    const answer = await post(sink, { type, query, body: json });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('Idempotency-Key', () => {
  const key = 'k'.repeat(255);
  const hashOf = async (given: Parameters<typeof post>[1]) => {
    await post(sink, { ...given, headers: { 'idempotency-key': key, ...given.headers } });
    const { idempotency } = sink.requests.at(-1) ?? {};
    expect(idempotency).toEqual({ key, bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    return idempotency?.bodyHash;
  };

  test('comes with a hash of what was asked, however it was sent', async () => {
    const hash = await hashOf({ body: json });
    expect(await hashOf({ body: arriving(json.slice(0, 9), json.slice(9)) })).toBe(hash);
    expect(await hashOf({ body: gzipSync(json), headers: { 'content-encoding': 'gzip' } })).toBe(hash);
    const others = [
      await hashOf({ body: `${json} ` }),
      await hashOf({ body: json, type: 'application/jsonl' }),
      await hashOf({ body: json, query: 'on_conflict=replace' }),
    ];
    expect(new Set([hash, ...others]).size).toBe(4);
  });

  test.each(['', 'k'.repeat(256), 'two words', 'schlüssel', 'line\n'])('%j is refused', async (bad) => {
    expect(await post(sink, { headers: { 'idempotency-key': bad }, body: json })).toMatchObject({
      status: 400,
    });
    expect(sink.requests).toEqual([]);
  });
});

describe('failures of what takes the points', () => {
  test('an error that nobody threw on purpose keeps its words to itself', async () => {
    const failing = { submit: () => Promise.reject(new Error('secret')) };
    const answer = await post(failing, { body: json });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  test.each([
    ['LIMIT_EXCEEDED', 429],
    ['UNAVAILABLE', 503],
  ])('%s of another copy of the module is %i with Retry-After', async (code, status) => {
    // As it is across Next's bundles: the same class, loaded again.
    const { vi } = await import('vitest');
    vi.resetModules();
    const { DriftwatchError: Other } = await import('@/lib/errors');
    const failing = { submit: () => Promise.reject(new Other(code as never, 'the queue is full')) };
    const answer = await post(failing, { body: json });
    expect(answer).toMatchObject({
      status,
      headers: { 'retry-after': '1' },
      body: { detail: 'the queue is full' },
    });
  });
});

test('a client that goes away before its body is whole is no failure', async () => {
  async function* broken() {
    yield Buffer.from(json.slice(0, 9));
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
  for (const type of ['application/json', 'application/jsonl', 'text/csv']) {
    expect(await post(sink, { type, body: broken() })).toEqual({ status: 499, headers: {}, body: null });
  }
  expect(sink.requests).toEqual([]);
});
