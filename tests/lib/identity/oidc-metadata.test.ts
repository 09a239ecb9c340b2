import { expect, test } from 'vitest';
import { fetchOidcMetadata } from '@/lib/identity/oidc-metadata';

const issuer = 'https://login.example.com/realms/main';
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  userinfo_endpoint: `${issuer}/userinfo`,
  response_types_supported: ['code', 'id_token'],
};

const requested: string[] = [];
const answering = (body: unknown, status = 200) => {
  requested.length = 0;
  return async (address: string | URL) => {
    requested.push(String(address));
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
};

test('the metadata of the issuer is requested and returned', async () => {
  const answer = { ...metadata, claims_supported: ['groups'] };
  expect(await fetchOidcMetadata(issuer, answering(answer))).toEqual(metadata);
  expect(requested).toEqual([`${issuer}/.well-known/openid-configuration`]);
});

test('a slash at the end of the issuer is not doubled, but it is compared', async () => {
  const slashed = { ...metadata, issuer: `${issuer}/` };
  expect(await fetchOidcMetadata(`${issuer}/`, answering(slashed))).toEqual(slashed);
  expect(requested).toEqual([`${issuer}/.well-known/openid-configuration`]);
  await expect(fetchOidcMetadata(issuer, answering(slashed))).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: expect.stringContaining(`it is of the issuer “${issuer}/”, not of “${issuer}”`),
  });
});

test.each<[string, unknown, string]>([
  ['of another issuer', { ...metadata, issuer: 'https://attacker.example' }, 'it is of the issuer'],
  ['not JSON', '<html>', 'it is not JSON'],
  ['no object', '[]', ''],
  ['without an endpoint', { ...metadata, token_endpoint: undefined }, 'token_endpoint'],
  [
    'with a script as endpoint',
    { ...metadata, authorization_endpoint: 'javascript:1' },
    'authorization_endpoint',
  ],
  [
    'with keys that come without TLS',
    { ...metadata, jwks_uri: 'http://login.example.com' },
    'jwks_uri is without TLS',
  ],
  ['without the code flow', { ...metadata, response_types_supported: ['id_token'] }, 'must contain code'],
])('metadata %s is refused', async (_, body, reason) => {
  await expect(fetchOidcMetadata(issuer, answering(body))).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: expect.stringContaining(reason),
  });
});

test('a status other than 200 is a failure', async () => {
  await expect(fetchOidcMetadata(issuer, answering(metadata, 503))).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `${issuer}/.well-known/openid-configuration cannot be used: status 503`,
  });
});

test('an issuer in a private network may be without TLS', async () => {
  const inside = JSON.parse(JSON.stringify(metadata).replaceAll('https:', 'http:'));
  expect(await fetchOidcMetadata(inside.issuer, answering(inside))).toEqual(inside);
});

test('the request goes through the guard of outgoing requests', async () => {
  await expect(fetchOidcMetadata('https://169.254.169.254')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('OUTGOING_PRIVATE_HOSTS'),
  });
});
