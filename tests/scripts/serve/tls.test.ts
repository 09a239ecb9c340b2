import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it, test, vi } from 'vitest';
import { closeListener } from '@/scripts/serve/http-listener';
import { addressOf } from '@/scripts/serve/listen-address';
import { readTlsFiles } from '@/scripts/serve/tls-files';
import { listenForTest } from '../../helpers/listening';

const fixtures = path.join(import.meta.dirname, '../../fixtures/tls');
let folder: string;
let files: { certFile: string; keyFile: string };
let server: Awaited<ReturnType<typeof listenForTest>> | undefined;
let waiting: ServerResponse[];
const clients: Socket[] = [];

function install(name: 'first' | 'renewed') {
  copyFileSync(path.join(fixtures, `${name}.cert.pem`), files.certFile);
  copyFileSync(path.join(fixtures, `${name}.key.pem`), files.keyFile);
}

async function start(limits = { total: 1000, perSender: 1000 }) {
  server = await listenForTest(
    (request, response) => {
      request.on('error', () => {});
      if (request.url === '/slow') waiting.push(response);
      else request.on('end', () => response.end('app')).resume();
    },
    { limits, tls: files },
  );
  return server;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'driftwatch-tls-'));
  files = { certFile: path.join(folder, 'cert.pem'), keyFile: path.join(folder, 'key.pem') };
  install('first');
  waiting = [];
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const client of clients.splice(0)) client.destroy();
  if (server) await closeListener(server);
  server = undefined;
  rmSync(folder, { recursive: true });
});

const port = () => ((server as NonNullable<typeof server>).address() as AddressInfo).port;

/** A connection that the server ends may end with a reset. */
const closing = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

/** Opens a connection whose certificate is checked against the fixtures. */
async function open(): Promise<TLSSocket> {
  const ca = ['first', 'renewed'].map((name) => readFileSync(path.join(fixtures, `${name}.cert.pem`)));
  const socket = connect({ port: port(), host: '127.0.0.1', ca });
  socket.on('error', () => {});
  clients.push(socket);
  await once(socket, 'secureConnect');
  return socket;
}

async function ask(socket: TLSSocket, target = '/'): Promise<string> {
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return String((await once(socket, 'data'))[0]);
}

const nameOf = (socket: TLSSocket) => socket.getPeerCertificate().subject.CN;

test('the app is served by HTTPS, and browsers are told to stay with it', async () => {
  expect(addressOf(await start(), '127.0.0.1')).toBe(`https://127.0.0.1:${port()}`);
  const answer = await ask(await open());
  expect(answer).toMatch(/^HTTP\/1\.1 200/);
  expect(answer).toContain('strict-transport-security: max-age=31536000');
});

test('a renewed certificate is used for new connections; until both files are there, the previous one', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await start();
  const before = await open();
  expect(nameOf(before)).toBe('first.driftwatch.test');
  copyFileSync(path.join(fixtures, 'renewed.cert.pem'), files.certFile);
  vi.advanceTimersByTime(60_000);
  expect(nameOf(await open())).toBe('first.driftwatch.test');
  install('renewed');
  vi.advanceTimersByTime(60_000);
  expect(nameOf(await open())).toBe('renewed.driftwatch.test');
  expect(await ask(before)).toContain('200');
});

test('the oldest idle connection makes room; one with a request in progress stays', async () => {
  const listening = await start({ total: 2, perSender: 2 });
  const busy = await open();
  const asked = once(listening, 'request');
  busy.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await asked;
  const idle = await open();
  const closed = closing(idle);
  const third = await open();
  await closed;
  expect(await ask(third)).toContain('200');
  const answered = once(busy, 'data');
  waiting[0]?.end('late');
  expect(String((await answered)[0])).toContain('late');
});

test('connections without a handshake count too', async () => {
  const listening = await start({ total: 10, perSender: 1 });
  const accepted = once(listening, 'connection');
  const silent = connectTcp(port(), '127.0.0.1');
  silent.on('error', () => {});
  clients.push(silent);
  const closed = closing(silent);
  await accepted;
  expect(await ask(await open())).toContain('200');
  await closed;
});

test('a body that stalls is closed after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const listening = await start();
  const client = await open();
  const closed = closing(client);
  const asked = once(listening, 'request');
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n');
  await asked;
  vi.advanceTimersByTime(70_000);
  await closed;
});

it.each([
  ['a missing file', () => rmSync(files.keyFile), /^TLS_KEY_FILE: .*key\.pem cannot be read \(ENOENT\)/],
  ['a file that is not PEM', () => writeFileSync(files.certFile, 'x'), /not a certificate and its key/],
  [
    'a key of another certificate',
    () => copyFileSync(path.join(fixtures, 'renewed.key.pem'), files.keyFile),
    /not a certificate and its key in PEM format: .*mismatch/,
  ],
])('%s is an error at start', (_, breakFiles, message) => {
  breakFiles();
  expect(() => readTlsFiles(files)).toThrow(message);
  install('first');
});
