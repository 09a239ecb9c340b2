import { hashPassword } from 'better-auth/crypto';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { lockSessionsOf } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { inTransaction } from '@/lib/db/transaction';
import { endSessions } from '@/lib/services/identity/end-sessions';
import { hasAdmin } from '@/lib/services/identity/has-admin';
import { inPasswordTurn } from '@/lib/services/identity/password-turns';
import { endSetUpToken, setUpToken } from '@/lib/services/identity/set-up-token';
import { beginAttempt, forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { storePassword } from '@/lib/services/identity/store-password';
import { inRequest } from '@/lib/telemetry/request-context';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { Browser, signedIn } from '../../../helpers/browser';
import { countCalls } from '../../../helpers/count-calls';
import { recordStatements } from '../../../helpers/record-statements';
import { createUser, testPassword } from '../../../helpers/users';
import { waitingForLock } from '../../../helpers/waiting-for-lock';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

const firstAdmin = { name: 'Ada', email: 'Ada@Example.com', password: testPassword };
const audit = () =>
  database().auditRow.findMany({
    orderBy: { id: 'asc' },
    select: { actor: true, action: true, entityId: true, address: true, detail: true },
  });

test('the first admin is created with the token of the terminal, and is signed in', async () => {
  const browser = new Browser();
  expect((await browser.send('GET', '/api/sign-in')).body).toEqual({
    needs_set_up: true,
    provider: null,
    sends_mail: false,
  });
  const { status, body } = await browser.send('POST', '/api/set-up', { ...firstAdmin, token: setUpToken() });
  expect({ status, body }).toEqual({ status: 200, body: { second_factor: false } });
  const session = await browser.session();
  expect(session?.user).toMatchObject({
    name: 'Ada',
    email: 'ada@example.com',
    role: 'admin',
    grants: [],
    hasSecondFactor: false,
    hasPassword: true,
  });
  const id = session?.user.id;
  expect(await audit()).toEqual([
    {
      actor: `user:${id}`,
      action: 'user.set_up',
      entityId: id,
      address: '192.0.2.1',
      detail: { after: { name: 'Ada', email: 'ada@example.com', role: 'admin' } },
    },
    {
      actor: `user:${id}`,
      action: 'user.signed_in',
      entityId: id,
      address: '192.0.2.1',
      detail: { by: 'password' },
    },
  ]);
});

test('another token creates nobody, and the token is used up', async () => {
  const browser = new Browser();
  const wrong = await browser.send('POST', '/api/set-up', { ...firstAdmin, token: 'guessed' });
  expect(wrong.status).toBe(403);
  expect(await hasAdmin(database())).toBe(false);
  const token = setUpToken();
  expect((await browser.send('POST', '/api/set-up', { ...firstAdmin, token })).status).toBe(200);
  expect(setUpToken()).not.toBe(token);
  const again = { ...firstAdmin, email: 'eve@example.com', token: setUpToken() };
  expect((await browser.send('POST', '/api/set-up', again)).status).toBe(409);
});

test('a common password creates no admin, and the token can still be used', async () => {
  const token = setUpToken();
  const common = { ...firstAdmin, password: 'Password12', token };
  const answer = await new Browser().send('POST', '/api/set-up', common);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'password' }] } });
  expect(await database().user.count()).toBe(0);
  expect((await new Browser().send('POST', '/api/set-up', { ...firstAdmin, token })).status).toBe(200);
});

test('of two set-ups at once, one creates the admin', async () => {
  const token = setUpToken();
  const answers = await Promise.all(
    ['a@example.com', 'b@example.com', 'c@example.com'].map((email) =>
      new Browser().send('POST', '/api/set-up', { ...firstAdmin, email, token }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(await database().user.count()).toBe(1);
  endSetUpToken();
});

test('a password signs in, whatever the case of the address, and signing out ends the session', async () => {
  const { id } = await createUser({ email: 'ada@example.com', role: 'viewer' });
  const browser = new Browser();
  const credentials = { email: ' ADA@example.com', password: testPassword };
  expect((await browser.send('POST', '/api/sign-in', credentials)).body).toEqual({ second_factor: false });
  expect((await browser.session())?.user.id).toBe(id);
  const stolen = browser.cookieHeader;
  const stored = await database().session.findFirstOrThrow();
  expect(stored).toMatchObject({ userId: id, ipAddress: '192.0.2.1', userAgent: 'Test' });
  const thirtyDaysMs = 30 * 86_400_000;
  expect(stored.expiresAt.getTime() - stored.createdAt.getTime()).toBeCloseTo(thirtyDaysMs, -4);
  const signedOut = await browser.send('POST', '/api/sign-out');
  expect(signedOut.status).toBe(200);
  expect(signedOut.response.headers.get('clear-site-data')).toBe('"cache"');
  expect(browser.cookies.size).toBe(0);
  const other = new Browser();
  for (const pair of stolen.split('; ')) other.cookies.set(...(pair.split(/=(.*)/s) as [string, string]));
  expect(await other.session()).toBeNull();
  expect((await audit()).map(({ actor, action }) => [actor, action])).toEqual([
    [`user:${id}`, 'user.signed_in'],
    [`user:${id}`, 'user.signed_out'],
  ]);
});

test('the cookie is hidden from scripts, and only for TLS if the sign-in used it', async () => {
  await createUser();
  const credentials = { email: 'ada@example.com', password: testPassword };
  const plain = await new Browser().send('POST', '/api/sign-in', credentials);
  const [cookie = ''] = plain.response.headers.getSetCookie();
  expect(cookie).toMatch(/^driftwatch\.session_token=.*; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const browser = new Browser({ origin: 'https://driftwatch.test' });
  const secure = await browser.send('POST', '/api/sign-in', credentials);
  const [secureCookie = ''] = secure.response.headers.getSetCookie();
  expect(secureCookie).toMatch(
    /^__Secure-driftwatch\.session_token=.*; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(await browser.session()).not.toBeNull();
});

test('a session that was planted before the sign-in does not become that of the user, and ends', async () => {
  const eve = await createUser({ email: 'eve@example.com' });
  const { id } = await createUser({ email: 'ada@example.com' });
  const attacker = new Browser();
  await attacker.send('POST', '/api/sign-in', { email: 'eve@example.com', password: testPassword });
  const victim = new Browser();
  for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
  const planted = victim.cookieHeader;
  await victim.send('POST', '/api/sign-in', { email: 'ada@example.com', password: testPassword });
  expect(victim.cookieHeader).not.toBe(planted);
  expect((await victim.session())?.user.id).toBe(id);
  expect(await attacker.session()).toBeNull();
  const rows = (await audit()).map(({ actor, action, detail }) => [actor, action, detail]);
  expect(rows.slice(1)).toEqual([
    [`user:${eve.id}`, 'user.signed_out', { by: 'another sign-in' }],
    [`user:${id}`, 'user.signed_in', { by: 'password' }],
  ]);
});

test('a sign-in that fails leaves the session of the browser as it is', async () => {
  await createUser({ email: 'ada@example.com' });
  const browser = await signedIn('ada@example.com');
  const wrong = { email: 'ada@example.com', password: 'wrong password' };
  expect((await browser.send('POST', '/api/sign-in', wrong)).status).toBe(401);
  expect(await browser.session()).not.toBeNull();
});

test('a sign-in with the old password that meets its change leaves no session', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  const hash = await hashPassword('a new long password');
  let racing: ReturnType<Browser['send']> | undefined;
  await inTransaction(database(), async (tx) => {
    await storePassword(tx, id, hash);
    await endSessions(tx, id);
    // The old password is still the one that others see.
    racing = new Browser().send('POST', '/api/sign-in', {
      email: 'ada@example.com',
      password: testPassword,
    });
    await waitingForLock();
  });
  expect((await racing)?.status).toBe(401);
  expect(await database().session.count()).toBe(0);
});

test('a session that begins while the password is being changed ends with the others', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  const browser = await signedIn('ada@example.com');
  const change = { current_password: testPassword, new_password: 'a new long password' };
  let racing: ReturnType<Browser['send']> | undefined;
  await inTransaction(database(), async (tx) => {
    await lockSessionsOf(prismaRunner(tx), id);
    racing = browser.send('POST', '/api/account/password', change);
    await waitingForLock();
    // What a sign-in stores that has got the lock first.
    const session = { id: 'late', userId: id, token: 'late', expiresAt: new Date(Date.now() + 1e6) };
    await tx.session.create({ data: session });
  });
  expect((await racing)?.status).toBe(204);
  const left = await database().session.findMany({ select: { id: true } });
  expect(left).toEqual([{ id: (await browser.session())?.sessionId }]);
});

test('of two changes of the password at once, the second does not undo the first', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  const browsers = [await signedIn('ada@example.com'), await signedIn('ada@example.com')];
  const racing: ReturnType<Browser['send']>[] = [];
  await inTransaction(database(), async (tx) => {
    await tx.account.updateMany({ where: { userId: id }, data: { updatedAt: new Date() } });
    for (const [index, browser] of browsers.entries()) {
      const change = { current_password: testPassword, new_password: `the new password ${index}` };
      racing.push(browser.send('POST', '/api/account/password', change));
    }
    await waitingForLock(2);
  });
  const statuses = (await Promise.all(racing)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([204, 409]);
  expect(await database().session.count()).toBe(1);
});

test('a changed or invented cookie is no session', async () => {
  await createUser();
  const browser = new Browser();
  await browser.send('POST', '/api/sign-in', { email: 'ada@example.com', password: testPassword });
  const [name, value] = [...browser.cookies][0] as [string, string];
  const { token } = await database().session.findFirstOrThrow();
  for (const forged of [token, `${token}.`, `x${value}`, value.slice(0, -3), '%', '']) {
    browser.cookies.set(name, forged);
    expect(await browser.session(), forged).toBeNull();
  }
});

test('a session that is over, or whose user is disabled, does not count', async () => {
  const { id } = await createUser();
  const browser = new Browser();
  await browser.send('POST', '/api/sign-in', { email: 'ada@example.com', password: testPassword });
  await database().user.update({ where: { id }, data: { disabledAt: new Date() } });
  expect(await browser.session()).toBeNull();
  await database().user.update({ where: { id }, data: { disabledAt: null } });
  expect(await browser.session()).not.toBeNull();
  await database().session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect(await browser.session()).toBeNull();
});

test('a session that is used is prolonged once a day', async () => {
  await createUser();
  const browser = new Browser();
  await browser.send('POST', '/api/sign-in', { email: 'ada@example.com', password: testPassword });
  expect((await browser.session())?.setCookies).toEqual([]);
  const dayBefore = new Date(Date.now() + 28 * 86_400_000);
  await database().session.updateMany({ data: { expiresAt: dayBefore } });
  const session = await browser.session();
  expect(session?.setCookies).toHaveLength(1);
  expect(session?.expiresAt.getTime()).toBeGreaterThan(dayBefore.getTime());
});

test('unknown, disabled and mistaken accounts get the same answer', async () => {
  await createUser({ email: 'ada@example.com' });
  await createUser({ email: 'off@example.com', disabled: true });
  await createUser({ email: 'sso@example.com', password: null });
  const attempts = [
    ['ada@example.com', 'wrong password'],
    ['ada@example.com', 'x'.repeat(500)],
    ['off@example.com', testPassword],
    ['off@example.com', 'wrong password'],
    ['sso@example.com', 'wrong password'],
    ['nobody@example.com', testPassword],
  ];
  const answers = [];
  for (const [email, password] of attempts) {
    const { status, body, response } = await new Browser().send('POST', '/api/sign-in', { email, password });
    answers.push({ status, detail: body.detail, cookies: response.headers.getSetCookie() });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toEqual({
    status: 401,
    detail: 'the e-mail address or the password is wrong',
    cookies: [],
  });
  expect(await database().session.count()).toBe(0);
});

test('each of them costs one hash of the password and the same statements', async () => {
  await createUser({ email: 'ada@example.com' });
  await createUser({ email: 'off@example.com', disabled: true });
  await createUser({ email: 'sso@example.com', password: null });
  const hashes = countCalls('scrypt');
  onTestFinished(hashes.stop);
  const statements = recordStatements();
  onTestFinished(statements.stop);
  const attempts = [
    ['ada@example.com', 'wrong password'],
    ['off@example.com', 'wrong password'],
    ['off@example.com', testPassword],
    ['sso@example.com', 'wrong password'],
    ['nobody@example.com', 'wrong password'],
  ] as const;
  // The first one prepares what all of them need.
  await new Browser().send('POST', '/api/sign-in', { email: 'first@example.com', password: 'wrong' });
  const works = [];
  for (const [email, password] of attempts) {
    hashes.count = 0;
    statements.take();
    await new Browser().send('POST', '/api/sign-in', { email, password });
    works.push({ hashes: hashes.count, statements: statements.take() });
  }
  expect(works[0]?.hashes).toBe(1);
  expect(works[0]?.statements.length).toBeGreaterThan(2);
  for (const [index, work] of works.entries()) expect(work, String(attempts[index])).toEqual(works[0]);
});

test('while too many passwords of a sender are being checked it is refused, which is no failure', async () => {
  await createUser();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const inAddress = <Result>(work: () => Result) =>
    inRequest({ requestId: 'test', traceparent: undefined, address: '192.0.2.1' }, work);
  const held = Array.from({ length: 18 }, () => inAddress(() => inPasswordTurn(() => ended)));
  const credentials = { email: 'ada@example.com', password: testPassword };
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const { status, response } = await new Browser().send('POST', '/api/sign-in', credentials);
    expect([status, response.headers.get('retry-after')]).toEqual([503, '1']);
  }
  end();
  await Promise.all(held);
  expect((await new Browser().send('POST', '/api/sign-in', credentials)).status).toBe(200);
});

test('failures leave a row without the address of a stranger', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  const browser = new Browser({ address: '203.0.113.9' });
  await browser.send('POST', '/api/sign-in', { email: 'ada@example.com', password: 'wrong' });
  await browser.send('POST', '/api/sign-in', { email: 'stranger@example.org', password: 'wrong' });
  const row = { actor: 'system', action: 'user.sign_in_failed', address: '203.0.113.9' };
  expect(await audit()).toEqual([
    { ...row, entityId: id, detail: {} },
    { ...row, entityId: 'unknown', detail: { email: 's…@example.org' } },
  ]);
});

/** Stops the clock of the delays. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('after five failures an account waits, from every sender and with the right password too', async () => {
  stopClock();
  await createUser({ email: 'ada@example.com' });
  const attempt = (number: number, password: string) =>
    new Browser({ address: `198.51.100.${number}` }).send('POST', '/api/sign-in', {
      email: 'ada@example.com',
      password,
    });
  for (let number = 1; number <= 5; number += 1) expect((await attempt(number, 'wrong')).status).toBe(401);
  const limited = await attempt(6, testPassword);
  expect(limited).toMatchObject({
    status: 429,
    body: { code: 'LIMIT_EXCEEDED', retryable: true, details: { retry_after_s: 1 } },
  });
  expect(limited.response.headers.get('retry-after')).toBe('1');
  vi.advanceTimersByTime(1000);
  expect((await attempt(6, 'wrong')).status).toBe(401);
  const longer = await attempt(6, testPassword);
  expect(longer.response.headers.get('retry-after')).toBe('2');
  vi.advanceTimersByTime(2000);
  expect((await attempt(6, testPassword)).status).toBe(200);
});

test('unknown accounts are limited in the same way', async () => {
  stopClock();
  const attempt = () =>
    new Browser().send('POST', '/api/sign-in', { email: 'nobody@example.com', password: 'wrong' });
  for (let number = 1; number <= 5; number += 1) expect((await attempt()).status).toBe(401);
  expect((await attempt()).status).toBe(429);
});

test('a sender who tries many accounts waits, and others do not', async () => {
  stopClock();
  await createUser({ email: 'ada@example.com' });
  // The addresses of one customer.
  for (let number = 1; number <= 30; number += 1)
    inRequest({ requestId: 'test', traceparent: undefined, address: `2001:db8:1:2::${number}` }, () =>
      beginAttempt('sign-in', `user${number}@example.com`),
    );
  const attempt = (address: string) =>
    new Browser({ address }).send('POST', '/api/sign-in', {
      email: 'ada@example.com',
      password: testPassword,
    });
  expect((await attempt('2001:db8:1:2::ffff')).status).toBe(429);
  expect((await attempt('2001:db8:1:3::1')).status).toBe(200);
});
