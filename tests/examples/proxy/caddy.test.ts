import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readEnv } from '@/lib/env';
import { allowedHostsFor, refuseForeignRequest } from '@/lib/http/allowed-host';
import { clientAddress, readForwarded, trustedProxiesOf, usedTls } from '@/lib/http/trusted-proxies';

const file = 'examples/proxy/Caddyfile';
const name = 'drift.example.com';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let app: Server;
let answer: Answer = (_, response) => response.end();
let caddy: ChildProcess;
let port: number;

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const free = await listen(server);
  server.close();
  await once(server, 'close');
  return free;
}

/** The file as it is, but on a free port, with a certificate of its own making, in front of the app of this test. */
function configOf(appPort: number): string {
  const site = readFileSync(file, 'utf8')
    .replaceAll(`${name} {`, `${name}:${port} {`)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${appPort}`);
  return `{
	admin off
	local_certs
	skip_install_trust
	auto_https disable_redirects
}
${site}`;
}

/** Where Caddy keeps its certificates: nothing of this test stays. */
const ownFolders = () => ({
  ...process.env,
  HOME: folder,
  XDG_DATA_HOME: folder,
  XDG_CONFIG_HOME: folder,
});

function request(headers: Record<string, string>, method = 'GET') {
  return https.request({
    host: '127.0.0.1',
    port,
    servername: name,
    method,
    headers: { host: name, ...headers },
    rejectUnauthorized: false,
    agent: false,
  });
}

async function responseOf(sent: ReturnType<typeof request>): Promise<IncomingMessage> {
  const [response] = await once(sent, 'response');
  return response;
}

describe('Caddy', () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'driftwatch-caddy-'));
    app = createServer((incoming, response) => answer(incoming, response));
    const appPort = await listen(app);
    port = await freePort();
    const config = path.join(folder, 'Caddyfile');
    writeFileSync(config, configOf(appPort));
    caddy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
      env: ownFolders(),
      stdio: 'ignore',
    });
    await vi.waitFor(async () => expect((await responseOf(request({}).end())).statusCode).toBe(200), {
      timeout: 20_000,
    });
  });
  afterAll(async () => {
    const hasEnded = once(caddy, 'exit');
    app.closeAllConnections();
    app.close();
    caddy.kill();
    await hasEnded;
    rmSync(folder, { recursive: true });
  });

  test('accepts the file', () => {
    const args = ['validate', '--config', file, '--adapter', 'caddyfile'];
    expect(() => execFileSync('caddy', args, { env: ownFolders(), stdio: 'pipe' })).not.toThrow();
  });

  test('tells the app who sent a request, by TLS and to which name, whatever the client says', async () => {
    const settings = readEnv({ ALLOWED_HOSTS: name, TRUSTED_PROXIES: '127.0.0.1' });
    const seen = new Promise<IncomingMessage>((resolve) => {
      answer = (incoming, response) => {
        resolve(incoming);
        response.end();
      };
    });
    await responseOf(
      request({
        origin: `https://${name}`,
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-host': 'elsewhere.example',
        'x-forwarded-proto': 'http',
      }).end(),
    );
    const incoming = await seen;
    readForwarded(incoming, trustedProxiesOf(settings.TRUSTED_PROXIES));
    expect(clientAddress(incoming)).toBe('127.0.0.1');
    expect(usedTls(incoming)).toBe(true);
    expect(incoming.headers['x-forwarded-host']).toBe(name);
    const hosts = allowedHostsFor(settings.HOST, settings.ALLOWED_HOSTS);
    expect(() => refuseForeignRequest(incoming, hosts)).not.toThrow();
  });

  test('keeps no part of a body or of a response', async () => {
    answer = (incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // What has arrived goes back at once; the body ends when the client has seen it.
      incoming.on('data', (chunk) => response.write(chunk));
      incoming.on('end', () => response.end());
    };
    const sent = request({ 'content-type': 'application/x-ndjson' }, 'POST');
    sent.write('first');
    const response = await responseOf(sent);
    const [first] = await once(response, 'data');
    expect(String(first)).toBe('first');
    sent.end('second');
    const [second] = await once(response, 'data');
    expect(String(second)).toBe('second');
  });
});
