import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressStatic } from '../../../scripts/prepare/compress-static.mjs';
import { staticFront } from '../../../scripts/serve/static-front';

const folder = mkdtempSync(path.join(os.tmpdir(), 'driftwatch-static-'));
const script = 'export const text = "the same again";\n'.repeat(200);
let server: http.Server;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'chunks'));
  writeFileSync(path.join(folder, 'chunks', 'a.js'), script);
  writeFileSync(path.join(folder, 'chunks', 'font.woff2'), 'compressed already');
  writeFileSync(path.join(folder, '..', path.basename(`${folder}.secret`)), 'outside');
  compressStatic(folder);
  server = http.createServer(staticFront((_, response) => response.end('from the app'), folder));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
  rmSync(`${folder}.secret`);
});

/** Not `fetch`, which asks for compression and undoes it by itself. */
function get(address: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = http.request({ port, path: address, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', reject);
    request.end();
  });
}

const brotli = { 'accept-encoding': 'gzip, deflate, br' };

test('a script goes out as brotli to who takes it, and may be kept for ever', async () => {
  const { headers, body } = await get('/_next/static/chunks/a.js', brotli);
  expect(headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=UTF-8',
    vary: 'Accept-Encoding',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(zlib.brotliDecompressSync(body).toString()).toBe(script);
  expect(body.byteLength).toBeLessThan(script.length / 10);
});

test('HEAD says the same without a body', async () => {
  const { headers, body } = await get('/_next/static/chunks/a.js', brotli, 'HEAD');
  expect(Number(headers['content-length'])).toBeGreaterThan(0);
  expect(body.byteLength).toBe(0);
});

test.each([
  ['who does not take brotli', '/_next/static/chunks/a.js', { 'accept-encoding': 'gzip, brave' }],
  ['who asks for a part', '/_next/static/chunks/a.js', { ...brotli, range: 'bytes=0-9' }],
  ['a file without a copy', '/_next/static/chunks/font.woff2', brotli],
  ['the copy itself', '/_next/static/chunks/a.js.br', brotli],
  ['a file outside', `/_next/static/../${path.basename(folder)}.secret`, brotli],
  ['a page', '/', brotli],
])('%s is the app’s', async (_, address, headers) => {
  expect((await get(address, headers)).body.toString()).toBe('from the app');
});
