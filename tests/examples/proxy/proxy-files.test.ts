import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readEnv } from '@/lib/env';
import { allowedHostsFor, refuseForeignRequest } from '@/lib/http/allowed-host';
import { clientAddress, readForwarded, trustedProxiesOf, usedTls } from '@/lib/http/trusted-proxies';
import { checkSettings } from '@/lib/operations/doctor/check-settings';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';
import { type Directive, namedIn, readBlocks } from '../../helpers/read-blocks';

const nginxFile = readFileSync('examples/proxy/nginx.conf', 'utf8');
const caddyFile = readFileSync('examples/proxy/Caddyfile', 'utf8');
const nginx = readBlocks(nginxFile, { end: ';' });
const caddy = readBlocks(caddyFile, { end: '\n' });

/** Where the app listens by default. */
const app = `${readEnv({}).HOST}:${readEnv({}).PORT}`;

function only(block: Directive[], name: string): Directive {
  const [found, ...others] = namedIn(block, name);
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${name}`);
  return found;
}

const argsOf = (block: Directive[], name: string) => only(block, name).args.join(' ');

/** `60s`, `1h` in seconds. */
function secondsOf(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  return Number(count) * ({ s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN);
}

/** The settings that the comment of a file gives the app. */
function settingsIn(file: string): Record<string, string> {
  const [, line = ''] = /^#\s+(\S.*) npm start$/m.exec(file) ?? [];
  return Object.fromEntries(line.split(' ').map((setting) => setting.split('=', 2)));
}

async function appKeepsConnectionsMs(): Promise<number> {
  const server = await listenForTest((_, response) => response.end());
  await closeListener(server);
  return server.keepAliveTimeout;
}

describe.each([
  ['nginx.conf', nginxFile],
  ['Caddyfile', caddyFile],
])('%s', (_, file) => {
  test('names the settings of the app, about which the doctor has nothing to say', () => {
    const settings = settingsIn(file);
    expect(Object.keys(settings)).toEqual(['ALLOWED_HOSTS', 'TRUSTED_PROXIES']);
    expect(checkSettings(readEnv(settings))).toEqual([]);
  });
});

describe('nginx', () => {
  const [plain, secure] = namedIn(nginx, 'server').map(({ block }) => block) as [Directive[], Directive[]];
  const location = only(secure, 'location').block;
  const upstream = only(nginx, 'upstream');

  test('passes everything to the app where it listens by default', () => {
    expect(only(secure, 'location').args).toEqual(['/']);
    expect(argsOf(upstream.block, 'server')).toBe(app);
    expect(argsOf(location, 'proxy_pass')).toBe(`http://${upstream.args[0]}`);
  });

  test('ends TLS, and leads requests without it there', () => {
    for (const { args } of namedIn(secure, 'listen')) expect(args).toContain('ssl');
    expect(argsOf(secure, 'ssl_protocols')).toBe('TLSv1.2 TLSv1.3');
    expect(argsOf(plain, 'return')).toBe(`308 https://${argsOf(secure, 'server_name')}$request_uri`);
  });

  /** A request as the app gets it from nginx, with what a client invented already in it. */
  function passedOn(invented: Record<string, string>) {
    const variables: Record<string, string> = {
      $host: 'drift.example.com',
      $remote_addr: '192.0.2.7',
      $scheme: 'https',
    };
    const set = namedIn(location, 'proxy_set_header').map(({ args: [name = '', value = ''] }) => [
      name.toLowerCase(),
      variables[value] ?? value,
    ]);
    const headers = { ...invented, ...Object.fromEntries(set) };
    return { method: 'POST', headers, socket: { remoteAddress: '127.0.0.1' } } as IncomingMessage;
  }

  test('tells the app who sent a request, by TLS and to which name, whatever the client says', () => {
    const { ALLOWED_HOSTS, TRUSTED_PROXIES, HOST } = readEnv(settingsIn(nginxFile));
    const request = passedOn({
      origin: 'https://drift.example.com',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'elsewhere.example',
      'x-forwarded-proto': 'http',
    });
    readForwarded(request, trustedProxiesOf(TRUSTED_PROXIES));
    expect(clientAddress(request)).toBe('192.0.2.7');
    expect(usedTls(request)).toBe(true);
    expect(request.headers['x-forwarded-host']).toBe('drift.example.com');
    expect(() => refuseForeignRequest(request, allowedHostsFor(HOST, ALLOWED_HOSTS))).not.toThrow();
  });

  test('keeps no part of a body or an answer, and limits neither size nor patience below the app', () => {
    expect(argsOf(secure, 'client_max_body_size')).toBe('0');
    expect(argsOf(location, 'proxy_request_buffering')).toBe('off');
    expect(argsOf(location, 'proxy_buffering')).toBe('off');
    // The app judges the rate of a body over a minute.
    expect(secondsOf(argsOf(secure, 'client_body_timeout'))).toBeGreaterThan(60);
    for (const name of ['proxy_send_timeout', 'proxy_read_timeout'])
      expect(secondsOf(argsOf(location, name))).toBeGreaterThanOrEqual(3600);
  });

  test('closes idle connections to the app before the app does', async () => {
    expect(argsOf(location, 'proxy_http_version')).toBe('1.1');
    expect(namedIn(location, 'proxy_set_header').map(({ args }) => args)).toContainEqual(['Connection', '']);
    expect(1000 * secondsOf(argsOf(upstream.block, 'keepalive_timeout'))).toBeLessThan(
      await appKeepsConnectionsMs(),
    );
  });
});

/** Caddy's defaults do the rest: TLS, the three headers, no limits, no buffers. Nothing may change them. */
describe('Caddy', () => {
  test('serves the name of the app and passes everything to it', async () => {
    const [site, ...others] = caddy as [Directive, ...Directive[]];
    expect(others).toEqual([]);
    expect(site.name).toBe(settingsIn(caddyFile).ALLOWED_HOSTS);
    const proxy = only(site.block, 'reverse_proxy');
    expect(site.block).toEqual([proxy]);
    expect(proxy.args).toEqual([app]);
    const transport = only(proxy.block, 'transport');
    expect(proxy.block).toEqual([transport]);
    expect(transport.args).toEqual(['http']);
    expect(transport.block.map(({ name }) => name)).toEqual(['keepalive']);
    const keptMs = 1000 * secondsOf(argsOf(transport.block, 'keepalive'));
    expect(keptMs).toBeLessThan(await appKeepsConnectionsMs());
  });
});
