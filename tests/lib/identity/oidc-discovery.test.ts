import { beforeEach, expect, test } from 'vitest';
import { OidcDiscovery } from '@/lib/identity/oidc-discovery';
import type { OidcMetadata } from '@/lib/identity/oidc-metadata';

const issuer = 'https://login.example.com';
const metadataOf = (name: string): OidcMetadata => ({
  issuer: name,
  authorization_endpoint: `${name}/auth`,
  token_endpoint: `${name}/token`,
  jwks_uri: `${name}/keys`,
  response_types_supported: ['code'],
});

let nowMs: number;
let requests: number;
let isDown: boolean;
let discovery: OidcDiscovery;

beforeEach(() => {
  nowMs = 0;
  requests = 0;
  isDown = false;
  const fetchMetadata = async (name: string) => {
    requests += 1;
    if (isDown) throw new Error(`down ${requests}`);
    return metadataOf(name);
  };
  discovery = new OidcDiscovery(fetchMetadata, () => nowMs);
});

test('metadata is requested once an hour, when it is needed', async () => {
  expect(requests).toBe(0);
  expect(await discovery.discover(issuer)).toEqual(metadataOf(issuer));
  nowMs = 3_599_999;
  await discovery.discover(issuer);
  expect(requests).toBe(1);
  nowMs = 3_600_000;
  await discovery.discover(issuer);
  expect(requests).toBe(2);
});

test('those who ask at once share a request', async () => {
  const all = await Promise.all([1, 2, 3].map(() => discovery.discover(issuer)));
  expect(all).toEqual([1, 2, 3].map(() => metadataOf(issuer)));
  expect(requests).toBe(1);
});

test('a provider that is down is tried again after growing pauses, and the failure is repeated meanwhile', async () => {
  isDown = true;
  const tried: number[] = [];
  // By the millisecond for ten seconds, then by the second for five minutes.
  const times = [...Array(10_000).keys(), ...Array.from({ length: 290 }, (_, at) => 10_000 + 1000 * at)];
  for (nowMs of times) {
    const before = requests;
    await expect(discovery.discover(issuer)).rejects.toThrow(/^down \d+$/);
    if (requests > before) tried.push(nowMs);
  }
  expect(tried).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000, 183_000, 243_000]);
});

test('once it is back, it is used at the next try', async () => {
  isDown = true;
  await expect(discovery.discover(issuer)).rejects.toThrow('down 1');
  isDown = false;
  await expect(discovery.discover(issuer)).rejects.toThrow('down 1');
  nowMs = 1000;
  expect(await discovery.discover(issuer)).toEqual(metadataOf(issuer));
});

test('the last metadata counts while the provider is down', async () => {
  await discovery.discover(issuer);
  isDown = true;
  nowMs = 3_600_000;
  expect(await discovery.discover(issuer)).toEqual(metadataOf(issuer));
  expect(await discovery.discover(issuer)).toEqual(metadataOf(issuer));
  expect(requests).toBe(2);
  nowMs += 1000;
  await discovery.discover(issuer);
  expect(requests).toBe(3);
});

test('another issuer is another provider', async () => {
  isDown = true;
  await expect(discovery.discover(issuer)).rejects.toThrow('down 1');
  isDown = false;
  expect(await discovery.discover('https://other.example')).toEqual(metadataOf('https://other.example'));
});
