import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { oidcDiscovery } from '@/lib/identity/oidc-discovery';
import { oidcSettingsSchema } from '@/lib/schemas/settings';
import { storeSecret } from '@/lib/secrets/store-secret';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { codeOf } from '../../../helpers/authenticator';
import { Browser, signedIn } from '../../../helpers/browser';
import {
  type Claims,
  clientId,
  clientSecret,
  startOidcServer,
  visitProvider,
} from '../../../helpers/oidc-server';
import { createUser, testPassword } from '../../../helpers/users';

process.env.OUTGOING_PRIVATE_HOSTS = '127.0.0.1';

withTestDatabase();

const ada: Claims = {
  sub: 'subject-1',
  email: 'Ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
};
let server: Awaited<ReturnType<typeof startOidcServer>>;

beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
  oidcDiscovery.take();
  server = await startOidcServer(ada);
});
afterEach(() => server.close());

/** Sets the provider up. */
async function setUpProvider(settings: Record<string, unknown> = {}) {
  const value = oidcSettingsSchema.parse({
    issuer: server.issuer,
    client_id: clientId,
    default_role: 'viewer',
    ...settings,
  });
  const row = { value, updatedAt: new Date(), updatedBy: 'test' };
  await database().setting.upsert({ where: { name: 'oidc' }, create: { name: 'oidc', ...row }, update: row });
  await storeSecret(database(), 'oidc.client_secret', clientSecret);
}

const begin = (browser: Browser, next?: string) =>
  browser.send('POST', '/api/sign-in/provider', next === undefined ? {} : { next });

/** Follows the callback, and returns where it leads. */
async function followCallback(browser: Browser, url: string): Promise<string | null> {
  const { pathname, search } = new URL(url);
  const { response, status } = await browser.send('GET', pathname + search);
  expect(status).toBe(303);
  return response.headers.get('location');
}

async function signIn(browser = new Browser(), next?: string) {
  const { body } = await begin(browser, next);
  return followCallback(browser, await visitProvider(body.url));
}

const changeUrl = (url: string, change: (params: URLSearchParams) => void) => {
  const changed = new URL(url);
  change(changed.searchParams);
  return changed.href;
};
const auditActions = async () => {
  const rows = await database().auditRow.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ action, detail }) => [action, detail]);
};

test('who sends the same callback at the same time from another browser does not share its session', async () => {
  await setUpProvider();
  const [victim, thief] = [new Browser(), new Browser()];
  const { body } = await begin(victim);
  const url = await visitProvider(body.url);
  const locations = await Promise.all([followCallback(victim, url), followCallback(thief, url)]);
  expect(locations).toEqual(['/', '/sign-in?error=sign_in_expired']);
  expect(await victim.session()).not.toBeNull();
  expect(await thief.session()).toBeNull();
});

test('a person of an allowed domain is created, signed in and led back', async () => {
  await setUpProvider({ allowed_email_domains: ['example.com'] });
  const browser = new Browser();
  expect((await browser.send('GET', '/api/sign-in')).body.provider).toEqual({
    button_label: 'Sign in with SSO',
  });
  expect(await signIn(browser, '/queue?state=pending#top')).toBe('/queue?state=pending#top');
  const session = await browser.session();
  expect(session?.user).toMatchObject({
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    role: 'viewer',
    hasPassword: false,
  });
  expect(browser.cookies.size).toBe(1);
  const created = { name: 'Ada Lovelace', email: 'ada@example.com', role: 'viewer', grants: [] };
  expect(await auditActions()).toEqual([
    ['user.created', { by: 'provider', after: created }],
    ['user.linked', { issuer: server.issuer }],
    ['user.signed_in', { by: 'provider' }],
  ]);
  expect(await signIn()).toBe('/');
  expect(await database().user.count()).toBe(1);
});

test('claims that only the userinfo endpoint has count too', async () => {
  await server.close();
  server = await startOidcServer({ ...ada, groups: ['leads'] }, { inToken: false });
  await setUpProvider({ role_claim: 'groups', roles: { leads: 'approver' } });
  const browser = new Browser();
  expect(await signIn(browser)).toBe('/');
  expect((await browser.session())?.user.role).toBe('approver');
});

test('a user who was invited is linked by the verified address, and keeps role and password', async () => {
  const { id } = await createUser({ email: 'ada@example.com', role: 'operator' });
  await setUpProvider({ default_role: null });
  const browser = new Browser();
  expect(await signIn(browser)).toBe('/');
  expect((await browser.session())?.user).toMatchObject({ id, role: 'operator', hasPassword: true });
  server.become({ ...ada, email: 'ada.king@example.com' });
  const later = new Browser();
  await signIn(later);
  expect((await later.session())?.user).toMatchObject({ id, email: 'ada@example.com' });
});

test('the claim decides the role at every sign-in', async () => {
  await setUpProvider({
    role_claim: 'groups',
    roles: { drift: 'operator', leads: 'approver', root: 'admin' },
    default_role: null,
  });
  const roleWith = async (groups: unknown) => {
    server.become({ ...ada, groups });
    const browser = new Browser();
    const location = await signIn(browser);
    return (await browser.session())?.user.role ?? location;
  };
  expect(await roleWith(['other', 'leads', 'drift'])).toBe('approver');
  expect(await roleWith('drift')).toBe('operator');
  expect(await roleWith(['other'])).toBe('/sign-in?error=no_role');
  expect(await roleWith(undefined)).toBe('/sign-in?error=no_role');
  expect(await roleWith(['__proto__', 'constructor'])).toBe('/sign-in?error=no_role');
  expect(await roleWith(['root'])).toBe('admin');
});

const strict = { role_claim: 'groups', roles: { drift: 'operator' }, default_role: null };

test('a user who no longer gets a role is signed out everywhere', async () => {
  await setUpProvider(strict);
  server.become({ ...ada, groups: ['drift'] });
  const browsers = [new Browser(), new Browser()];
  for (const browser of browsers) await signIn(browser);
  const { user } = (await browsers[0]?.session()) ?? {};
  server.become({ ...ada, groups: [] });
  expect(await signIn()).toBe('/sign-in?error=no_role');
  for (const browser of browsers) expect(await browser.session()).toBeNull();
  expect(await database().auditRow.findFirstOrThrow({ orderBy: { id: 'desc' } })).toMatchObject({
    actor: 'system',
    action: 'user.sign_in_failed',
    entityId: user?.id,
    address: '192.0.2.1',
    detail: { by: 'provider', reason: 'no_role', sessions_ended: 2 },
  });
});

test('a user who never had a role of the provider stays signed in with the password', async () => {
  await setUpProvider(strict);
  await createUser({ email: 'ada@example.com', role: 'operator' });
  const browser = await signedIn('ada@example.com');
  expect(await signIn()).toBe('/sign-in?error=no_role');
  expect(await browser.session()).not.toBeNull();
});

test('a sign-in ends the former session of the browser, and a refused one does not', async () => {
  await setUpProvider();
  await createUser({ email: 'eve@example.com' });
  const browser = await signedIn('eve@example.com');
  const former = new Browser();
  for (const [name, value] of browser.cookies) former.cookies.set(name, value);
  server.become({ ...ada, email_verified: false });
  await signIn(browser);
  expect((await browser.session())?.user.email).toBe('eve@example.com');
  server.become(ada);
  expect(await signIn(browser)).toBe('/');
  expect((await browser.session())?.user.email).toBe('ada@example.com');
  expect(await former.session()).toBeNull();
});

test('the claim does not take the role of the last admin', async () => {
  await setUpProvider({ role_claim: 'groups', roles: { root: 'admin' }, default_role: 'viewer' });
  server.become({ ...ada, groups: ['root'] });
  await signIn();
  server.become({ ...ada, groups: [] });
  await signIn();
  expect(await database().user.findFirst()).toMatchObject({ role: 'admin' });
  await createUser({ email: 'root@example.com', role: 'admin' });
  await signIn();
  expect(await database().user.findUnique({ where: { email: 'ada@example.com' } })).toMatchObject({
    role: 'viewer',
  });
});

test('an address that is not verified, or of another domain, is refused', async () => {
  await setUpProvider({ allowed_email_domains: ['example.com'] });
  await createUser({ email: 'ada@example.com', role: 'admin' });
  const refused: [claims: Record<string, unknown>, error: string][] = [
    [{ email_verified: false }, 'email_not_verified'],
    [{ email_verified: undefined }, 'email_not_verified'],
    [{ email_verified: 'false' }, 'email_not_verified'],
    [{ email: undefined }, 'email_not_verified'],
    [{ email: 'not an address' }, 'email_not_verified'],
    [{ email: 'eve@evil.example' }, 'domain_not_allowed'],
    [{ email: 'eve@sub.example.com' }, 'domain_not_allowed'],
    [{ email: 'eve@evilexample.com' }, 'domain_not_allowed'],
  ];
  for (const [claims, error] of refused) {
    server.become({ ...ada, ...claims });
    const browser = new Browser();
    expect(await signIn(browser), JSON.stringify(claims)).toBe(`/sign-in?error=${error}`);
    expect(await browser.session()).toBeNull();
  }
  expect(await database().user.count()).toBe(1);
  expect(await database().account.count()).toBe(1);
  const actions = await auditActions();
  expect(actions.at(-1)).toEqual([
    'user.sign_in_failed',
    { by: 'provider', reason: 'domain_not_allowed', email: 'e…@evilexample.com' },
  ]);
});

test('a disabled user is refused', async () => {
  await setUpProvider();
  const { id } = await createUser({ email: 'ada@example.com', disabled: true });
  expect(await signIn()).toBe('/sign-in?error=user_disabled');
  expect(await database().session.count()).toBe(0);
  expect(await database().auditRow.findFirstOrThrow()).toMatchObject({
    entityId: id,
    detail: { by: 'provider', reason: 'user_disabled' },
  });
});

test('the second factor is asked for here too', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await createUser({ email: 'ada@example.com' });
    await setUpProvider();
    const first = await signedIn('ada@example.com');
    const proof = { password: testPassword };
    const { secret } = (await first.send('POST', '/api/account/second-factor', proof)).body;
    await first.send('POST', '/api/account/second-factor/confirm', { code: codeOf(secret) });
    const browser = new Browser();
    expect(await signIn(browser, '/queue')).toBe('/sign-in?second_factor=1&next=%2Fqueue');
    expect(await browser.session()).toBeNull();
    const code = { kind: 'totp', code: codeOf(secret, 1) };
    expect((await browser.send('POST', '/api/sign-in/second-factor', code)).status).toBe(200);
    expect((await browser.session())?.user.email).toBe('ada@example.com');
  } finally {
    vi.useRealTimers();
  }
});

test('a sign-in belongs to the browser that began it, and to one answer', async () => {
  await setUpProvider();
  const attacker = new Browser();
  const attack = await visitProvider((await begin(attacker)).body.url);
  const victim = new Browser();
  expect(await followCallback(victim, attack)).toBe('/sign-in?error=sign_in_expired');
  await begin(victim);
  expect(await followCallback(victim, attack)).toBe('/sign-in?error=sign_in_expired');
  expect(await victim.session()).toBeNull();
  expect(await followCallback(attacker, attack)).toBe('/');
  const ticket = new Browser();
  expect(await followCallback(ticket, attack)).toBe('/sign-in?error=sign_in_expired');
});

test('an answer counts once, even if its browser keeps the cookie', async () => {
  await setUpProvider();
  const browser = new Browser();
  const { body } = await begin(browser);
  const kept = new Map(browser.cookies);
  const answer = await visitProvider(body.url);
  expect(await followCallback(browser, answer)).toBe('/');
  const again = new Browser();
  for (const [name, value] of kept) again.cookies.set(name, value);
  expect(await followCallback(again, answer)).toBe('/sign-in?error=server_error');
  expect(await again.session()).toBeNull();
});

test('a token with another nonce, or a code for another verifier, is refused', async () => {
  await setUpProvider();
  const changes: ((params: URLSearchParams) => void)[] = [
    (params) => params.set('nonce', 'another'),
    (params) => params.set('code_challenge', 'x'.repeat(43)),
  ];
  for (const change of changes) {
    const browser = new Browser();
    const { body } = await begin(browser);
    const answer = await visitProvider(changeUrl(body.url, change));
    expect(await followCallback(browser, answer)).toBe('/sign-in?error=server_error');
    expect(await browser.session()).toBeNull();
  }
  expect(await database().user.count()).toBe(0);
});

test('another state, another issuer and a missing code are refused', async () => {
  await setUpProvider();
  const changes: [change: (params: URLSearchParams) => void, error: string][] = [
    [(params) => params.set('state', 'another'), 'sign_in_expired'],
    [(params) => params.delete('state'), 'sign_in_expired'],
    [(params) => params.set('iss', 'https://evil.example'), 'server_error'],
    [(params) => params.delete('code'), 'server_error'],
    [(params) => params.set('error', 'access_denied'), 'access_denied'],
    [(params) => params.set('error', 'x&next=//evil.example'), 'server_error'],
  ];
  for (const [change, error] of changes) {
    const browser = new Browser();
    const answer = await visitProvider((await begin(browser)).body.url);
    expect(await followCallback(browser, changeUrl(answer, change))).toBe(`/sign-in?error=${error}`);
    expect(browser.cookies.size).toBe(0);
  }
});

test('a sign-in lasts ten minutes', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await setUpProvider();
    const browser = new Browser();
    const answer = await visitProvider((await begin(browser)).body.url);
    vi.setSystemTime(Date.now() + 600_000);
    expect(await followCallback(browser, answer)).toBe('/sign-in?error=sign_in_expired');
  } finally {
    vi.useRealTimers();
  }
});

test('only paths of this app can be come back to', async () => {
  await setUpProvider();
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'queue'])
    expect((await begin(new Browser(), next)).status, next).toBe(400);
});

test('a provider that is down at first is found once it is up', async () => {
  const port = Number(new URL(server.issuer).port);
  await setUpProvider();
  await server.close();
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const down = await begin(new Browser());
    expect(down).toMatchObject({ status: 502, body: { code: 'EXTERNAL' } });
    server = await startOidcServer(ada, { port });
    vi.setSystemTime(Date.now() + 1000);
    expect(await signIn()).toBe('/');
  } finally {
    vi.useRealTimers();
  }
});

test('a provider that goes away during a sign-in is a reason to try again', async () => {
  await setUpProvider();
  const browser = new Browser();
  const answer = await visitProvider((await begin(browser)).body.url);
  const port = Number(new URL(server.issuer).port);
  await server.close();
  expect(await followCallback(browser, answer)).toBe('/sign-in?error=temporarily_unavailable');
  server = await startOidcServer(ada, { port });
});

test('without a provider there is nothing to begin', async () => {
  expect((await begin(new Browser())).status).toBe(422);
});
