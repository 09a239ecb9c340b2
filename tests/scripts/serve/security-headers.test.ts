import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nonceIn } from '@/lib/http/script-nonce';
import { closeListener } from '@/scripts/serve/http-listener';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listenForTest>>;
/** What the app saw of the policy. */
let seen: IncomingHttpHeaders[];

beforeEach(async () => {
  seen = [];
  server = await listenForTest(
    (incoming, response) => {
      seen.push(incoming.headers);
      response.writeHead(200, { 'content-type': 'text/plain' }).end('app');
    },
    {
      unguarded: (incoming, response) => {
        if (incoming.url !== '/healthz') return false;
        response.end('alive');
        return true;
      },
    },
  );
});
afterEach(() => closeListener(server));

function headersOf(path: string, headers: Record<string, string> = {}): Promise<IncomingHttpHeaders> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, path, headers: { host: 'localhost', ...headers } }, (response) => {
      response.resume();
      resolve(response.headers);
    });
    outgoing.once('error', reject).end();
  });
}

describe('every response', () => {
  test.each([
    ['a page', '/queue', {}],
    ['the API', '/api/jobs', {}],
    ['a file of the build', '/_next/static/a.js', {}],
    ['the health check', '/healthz', {}],
    ['a refused host', '/queue', { host: 'rebound.example' }],
    ['a refused address', '/%', {}],
  ])('of %s restricts what a browser does with it', async (_, path, headers) => {
    expect(await headersOf(path, headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=(), '),
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
  });

  test('has no Strict-Transport-Security without TLS', async () => {
    expect(await headersOf('/queue')).not.toHaveProperty('strict-transport-security');
  });
});

test('the API and files of the build may run and load nothing', async () => {
  for (const path of ['/api/jobs', '/_next/static/a.js']) {
    const { 'content-security-policy': policy } = await headersOf(path);
    expect(policy).toBe("default-src 'none'; frame-ancestors 'none'");
  }
});

describe('the policy of a page', () => {
  const policyOf = async () => String((await headersOf('/queue'))['content-security-policy']);
  const directives = (policy: string) =>
    new Map(policy.split('; ').map((directive) => directive.split(/ (.*)/) as [string, string]));

  test('allows scripts only by a nonce, which is new for each response', async () => {
    const [first, second] = [await policyOf(), await policyOf()];
    expect(directives(first).get('script-src')).toBe(`'nonce-${nonceIn(first)}' 'strict-dynamic'`);
    expect(Buffer.from(nonceIn(first), 'base64')).toHaveLength(16);
    expect(nonceIn(first)).not.toBe(nonceIn(second));
  });

  test('allows no frames around it, no other base, and requests only to this server', async () => {
    const found = directives(await policyOf());
    const expected = {
      'default-src': "'none'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'form-action': "'self'",
      'connect-src': "'self'",
    };
    expect(Object.fromEntries(found)).toMatchObject(expected);
  });

  test('reaches the app in place of a policy that the client has sent', async () => {
    const given = { 'content-security-policy': "script-src 'nonce-chosen'" };
    const sent = await headersOf('/queue', {
      ...given,
      'content-security-policy-report-only': "script-src 'nonce-chosen'",
    });
    expect(seen[0]?.['content-security-policy']).toBe(sent['content-security-policy']);
    expect(JSON.stringify(seen)).not.toContain('chosen');
  });
});
