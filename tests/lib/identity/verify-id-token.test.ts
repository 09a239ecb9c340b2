import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outgoingFetch } from '@/lib/http/outgoing/outgoing-fetch';
import { toPrivateHosts } from '@/lib/http/outgoing/private-hosts';
import type { OidcMetadata } from '@/lib/identity/oidc-metadata';
import { verifyIdToken } from '@/lib/identity/verify-id-token';

const privateHosts = toPrivateHosts(['127.0.0.1']);
const fetch: typeof outgoingFetch = (address, init) => outgoingFetch(address, init, { privateHosts });
const issuer = 'https://login.example.com';
const expected = { clientId: 'driftwatch', nonce: 'the nonce' };
const keys = await generateKeyPair('RS256');
const otherKeys = await generateKeyPair('RS256');
const server = createServer(async (_request, response) => {
  const key = { ...(await exportJWK(keys.publicKey)), kid: 'first', alg: 'RS256', use: 'sig' };
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
});
let metadata: OidcMetadata;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  metadata = {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `http://127.0.0.1:${port}/keys`,
    response_types_supported: ['code'],
  };
});
afterAll(() => void server.close());

const nowSeconds = () => Math.floor(Date.now() / 1000);
const claims = (changes: Record<string, unknown> = {}) => ({
  iss: issuer,
  aud: 'driftwatch',
  sub: 'subject',
  nonce: 'the nonce',
  iat: nowSeconds(),
  exp: nowSeconds() + 300,
  ...changes,
});
const sign = (payload: Record<string, unknown>, key = keys.privateKey, kid = 'first') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
const verify = (token: string) => verifyIdToken(metadata, expected, token, fetch);

test('a token that the provider has signed for this sign-in is accepted', async () => {
  expect(await verify(await sign(claims({ email: 'ada@example.com' })))).toMatchObject({
    sub: 'subject',
    email: 'ada@example.com',
  });
  const forSeveral = claims({ aud: ['driftwatch', 'other'], azp: 'driftwatch' });
  expect(await verify(await sign(forSeveral))).toMatchObject({ sub: 'subject' });
});

test('a token with a wrong claim is refused', async () => {
  const wrong: Record<string, unknown>[] = [
    { iss: `${issuer}/` },
    { iss: undefined },
    { aud: 'other' },
    { aud: ['other'] },
    { aud: ['driftwatch', 'other'] },
    { aud: ['driftwatch', 'other'], azp: 'other' },
    { azp: 'other' },
    { nonce: 'another' },
    { nonce: undefined },
    { exp: nowSeconds() - 61 },
    { exp: undefined },
    { iat: undefined },
    { nbf: nowSeconds() + 300 },
    { sub: undefined },
    { sub: '' },
  ];
  for (const changes of wrong)
    await expect(verify(await sign(claims(changes))), JSON.stringify(changes)).rejects.toMatchObject({
      code: 'EXTERNAL',
      retryable: false,
    });
});

test('a token with another signature, or none, is refused', async () => {
  const secret = new TextEncoder().encode('a secret of the client that is long enough');
  const [head = '', payload = ''] = (await sign(claims())).split('.');
  const tokens = [
    await sign(claims(), otherKeys.privateKey),
    await sign(claims(), otherKeys.privateKey, 'second'),
    new UnsecuredJWT(claims()).encode(),
    await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret),
    `${head}.${payload}.`,
    `${head}.${payload}`,
    'nonsense',
    '',
  ];
  for (const token of tokens) await expect(verify(token), token).rejects.toMatchObject({ code: 'EXTERNAL' });
});

test('keys that cannot be had are a reason to try again', async () => {
  const gone = { ...metadata, jwks_uri: 'http://127.0.0.1:1/keys' };
  await expect(verifyIdToken(gone, expected, await sign(claims()), fetch)).rejects.toMatchObject({
    code: 'EXTERNAL',
    retryable: true,
  });
});
