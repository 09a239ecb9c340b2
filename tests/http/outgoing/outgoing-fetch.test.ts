import type { LookupAddress } from 'node:dns';
import http, { type RequestListener } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OutgoingLimits, outgoingFetch } from '@/lib/http/outgoing/outgoing-fetch';
import { toPrivateHosts } from '@/lib/http/outgoing/private-hosts';

const nowhere = toPrivateHosts([]);
const here = toPrivateHosts(['127.0.0.0/8']);
const to =
  (...addresses: string[]) =>
  async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: net.isIP(address) }));

let server: http.Server;
let port: number;
let connections: number;
let handle: RequestListener;

beforeEach(async () => {
  connections = 0;
  handle = (_request, response) => response.end('hello');
  server = http.createServer((request, response) => handle(request, response));
  server.on('connection', () => {
    connections += 1;
  });
  // On all addresses, those of IPv6 included.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

const get = (host: string, limits: OutgoingLimits = {}, init: RequestInit = {}) =>
  outgoingFetch(`http://${host}:${port}/path?q=1`, init, { privateHosts: here, ...limits });

test.each([
  'https://127.0.0.1',
  'https://localhost',
  'https://169.254.169.254',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://[::ffff:7f00:1]',
  'https://2130706433',
  'https://0x7f.1',
  'https://0x7f000001',
  'https://017700000001',
  'https://127.1',
  'https://0',
  'https://[::]',
  'https://１２７.0.0.1',
  'http://127.0.0.1',
])('%s is refused before any connection', async (address) => {
  const refused = outgoingFetch(`${address}:${port}`, {}, { privateHosts: nowhere });
  await expect(refused).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('OUTGOING_PRIVATE_HOSTS'),
  });
  expect(connections).toBe(0);
});

test('the same server answers if the setting names it', async () => {
  expect(await (await get('0x7f.1')).text()).toBe('hello');
  expect(connections).toBe(1);
});

test('a name is refused if one of its addresses is private, or if it has none', async () => {
  const refusal = { code: 'INVALID_INPUT', message: expect.stringContaining('OUTGOING_PRIVATE_HOSTS') };
  const limits = { privateHosts: nowhere, resolve: to('93.184.216.34', '127.0.0.1') };
  await expect(get('two.example', limits)).rejects.toMatchObject(refusal);
  await expect(get('none.example', { ...limits, resolve: to() })).rejects.toMatchObject(refusal);
  expect(connections).toBe(0);
});

test('a name that means another address from its second look-up on is looked up once', async () => {
  const looked: string[] = [];
  const resolve = async (host: string) => {
    looked.push(host);
    return to(looked.length === 1 ? '127.0.0.1' : '127.0.0.2')();
  };
  let reached: string | undefined;
  handle = (request, response) => {
    reached = request.socket.localAddress;
    response.end();
  };
  await get('rebound.invalid', { privateHosts: toPrivateHosts(['127.0.0.1']), resolve });
  expect(looked).toEqual(['rebound.invalid']);
  expect(reached).toMatch(/127\.0\.0\.1$/);
});

test('the connection goes to the checked address, under the name that was asked for', async () => {
  let host: string | undefined;
  handle = (request, response) => {
    host = request.headers.host;
    response.end('hello');
  };
  // The system cannot resolve this name.
  const answer = await get('pinned.invalid', { resolve: to('127.0.0.1') });
  expect(await answer.text()).toBe('hello');
  expect(host).toBe(`pinned.invalid:${port}`);
});

test('a host is allowed by its name, whatever its address', async () => {
  const privateHosts = toPrivateHosts(['Mail.Internal']);
  expect((await get('mail.internal', { privateHosts, resolve: to('127.0.0.1') })).status).toBe(200);
  await expect(get('other.internal', { privateHosts, resolve: to('127.0.0.1') })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('public hosts need https', async () => {
  await expect(get('public.example', { resolve: to('93.184.216.34') })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('needs https:'),
  });
  expect(connections).toBe(0);
});

test.each([
  ['ftp://example.com', 'ftp: addresses are not supported; use https:'],
  ['file:///etc/passwd', 'file: addresses are not supported; use https:'],
  ['https://user:secret@example.com', 'an address must not contain a user name or a password'],
  ['example', '“example” is not an address'],
])('%s is refused', async (address, message) => {
  await expect(outgoingFetch(address)).rejects.toMatchObject({ code: 'INVALID_INPUT', message });
});

test('a redirect is not followed', async () => {
  handle = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  await expect(get('127.0.0.1')).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `127.0.0.1:${port} redirects to another address; use that one`,
  });
  expect(connections).toBe(1);
});

test('method, headers and body arrive, and status and headers come back', async () => {
  handle = async (request, response) => {
    const body = await request.toArray();
    response.writeHead(418, { 'x-seen': `${request.method} ${request.url}` });
    response.end(`${request.headers['content-type']}: ${Buffer.concat(body)}`);
  };
  const answer = await get('127.0.0.1', {}, { method: 'POST', body: new URLSearchParams({ a: 'ü' }) });
  expect(answer.status).toBe(418);
  expect(answer.headers.get('x-seen')).toBe('POST /path?q=1');
  expect(await answer.text()).toBe('application/x-www-form-urlencoded;charset=UTF-8: a=%C3%BC');
});

test('a response without a body is passed on', async () => {
  handle = (_request, response) => response.writeHead(204).end();
  expect((await get('127.0.0.1')).status).toBe(204);
});

test('a response that is too large is cut off', async () => {
  handle = (_request, response) => response.end(Buffer.alloc(1025));
  await expect(get('127.0.0.1', { maxBytes: 1024 })).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `the response of 127.0.0.1:${port} is larger than 1024 bytes`,
  });
  handle = (_request, response) => response.end(Buffer.alloc(1024));
  expect((await (await get('127.0.0.1', { maxBytes: 1024 })).arrayBuffer()).byteLength).toBe(1024);
});

test.each<[string, RequestListener]>([
  ['head', () => {}],
  ['body', (_request, response) => void response.write('begins')],
])('a response whose %s does not come is given up', async (_, listener) => {
  handle = listener;
  await expect(get('127.0.0.1', { timeoutMs: 200 })).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `127.0.0.1:${port} could not be reached: no response within 200 ms`,
  });
});

test('a name server that does not answer is given up', async () => {
  const resolve = () => new Promise<LookupAddress[]>(() => {});
  await expect(get('slow.example', { resolve, timeoutMs: 50 })).rejects.toMatchObject({ code: 'EXTERNAL' });
});

test('the caller can give up too', async () => {
  const reason = new Error('no longer wanted');
  await expect(get('127.0.0.1', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a closed port is an external failure', async () => {
  await new Promise((resolve) => server.close(resolve));
  await expect(get('127.0.0.1')).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `127.0.0.1:${port} could not be reached: ECONNREFUSED`,
  });
});
