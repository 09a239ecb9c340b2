import type { IncomingMessage } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { readEnv } from '@/lib/env';
import { clientAddress, readForwarded, trustedProxiesOf, usedTls } from '@/lib/http/trusted-proxies';

const proxies = trustedProxiesOf(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

/** A request as it is after its headers have been read. */
function read(remoteAddress: string | undefined, headers: Record<string, string>, isTrusted = proxies) {
  const request = { socket: { remoteAddress }, headers: { host: 'inner:3000', ...headers } };
  readForwarded(request as unknown as IncomingMessage, isTrusted);
  return request as unknown as IncomingMessage;
}

describe('the address of the client', () => {
  test.each([
    ['a proxy names the client', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['a proxy that is an IPv4-mapped address', '::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['a proxy with an IPv6 address', 'fd00::1', '2001:db8::7', '2001:db8::7'],
    ['a chain of proxies', '10.0.0.1', '198.51.100.7, 10.0.0.2, 192.0.2.1', '198.51.100.7'],
    ['the client invents an older entry', '10.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['the client invents a proxy', '10.0.0.1', '203.0.113.9, 10.0.0.9, 198.51.100.7', '198.51.100.7'],
    ['every entry is a proxy', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['an entry with a port', '10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['an IPv6 entry with a port', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['an entry that is no address', '10.0.0.1', '198.51.100.7, unknown', '10.0.0.1'],
    ['an empty header', '10.0.0.1', '', '10.0.0.1'],
    ['a sender that is not trusted', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['a neighbour of a trusted address', '192.0.2.2', '203.0.113.9', '192.0.2.2'],
    ['a connection that is already gone', undefined, '203.0.113.9', undefined],
  ])('%s', (_, remote, header, client) => {
    expect(clientAddress(read(remote, { 'x-forwarded-for': header }))).toBe(client);
  });
});

const forwarded = {
  forwarded: 'for=203.0.113.9;proto=https;host=drift.example.com',
  'x-forwarded-for': '203.0.113.9',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'drift.example.com',
};

test('without trusted proxies nothing that a client writes into these headers is left', () => {
  const request = read('127.0.0.1', forwarded, trustedProxiesOf());
  expect(request.headers).toEqual({ host: 'inner:3000' });
  expect(usedTls(request)).toBe(false);
});

test('a trusted proxy says which host and scheme the client used', () => {
  const request = read('10.0.0.1', forwarded);
  expect(request.headers).toMatchObject({ host: 'inner:3000', 'x-forwarded-host': 'drift.example.com' });
  expect(usedTls(request)).toBe(true);
  expect(usedTls(read('10.0.0.1', { 'x-forwarded-proto': 'https, http' }))).toBe(false);
  expect(read('10.0.0.1', { 'x-forwarded-proto': 'https' }).headers).not.toHaveProperty('x-forwarded-host');
});

describe('TRUSTED_PROXIES', () => {
  it('is a list of addresses and networks', () => {
    const list = ['10.0.0.0/8', '::1', 'fd00::/8', '127.0.0.1'];
    expect(readEnv({ TRUSTED_PROXIES: list.join(', ') }).TRUSTED_PROXIES).toEqual(list);
  });

  it.each(['proxy.example.com', '10.0.0.0/33', '10.0.0', '10.0.0.1,', '*'])('refuses “%s”', (list) => {
    expect(() => readEnv({ TRUSTED_PROXIES: list })).toThrow(/TRUSTED_PROXIES: must be addresses/);
  });
});
