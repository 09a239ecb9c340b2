import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { lockSessionsOf } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { inTransaction } from '@/lib/db/transaction';
import { endSessions } from '@/lib/services/identity/end-sessions';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { codeOf } from '../../../helpers/authenticator';
import { Browser, signedIn } from '../../../helpers/browser';
import { createUser, testPassword } from '../../../helpers/users';
import { waitingForLock } from '../../../helpers/waiting-for-lock';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

/** Each code can be used once, so the next one needs another half minute. */
const nextStep = () => vi.setSystemTime(Date.now() + 30_000);
const proof = { password: testPassword };
const email = 'ada@example.com';

/** A user with a second factor, and the browser in which it was set up. */
async function withSecondFactor() {
  const { id } = await createUser({ email });
  const browser = await signedIn(email);
  const { body } = await browser.send('POST', '/api/account/second-factor', proof);
  const { secret, recovery_codes: recoveryCodes } = body;
  const confirmed = await browser.send('POST', '/api/account/second-factor/confirm', {
    code: codeOf(secret),
  });
  expect(confirmed.status).toBe(200);
  nextStep();
  return { id, browser, secret: secret as string, recoveryCodes: recoveryCodes as string[] };
}

/** A browser in which the password was right. */
async function afterPassword(password = testPassword) {
  const browser = new Browser();
  const { body } = await browser.send('POST', '/api/sign-in', { email, password });
  expect(body).toEqual({ second_factor: true });
  return browser;
}

const sendCode = (browser: Browser, code: string, kind = 'totp') =>
  browser.send('POST', '/api/sign-in/second-factor', { kind, code });
const failures = () => database().auditRow.count({ where: { action: 'user.sign_in_failed' } });

test('a second factor counts once a code is confirmed', async () => {
  await createUser({ email });
  const browser = await signedIn(email);
  const wrong = await browser.send('POST', '/api/account/second-factor', { password: 'wrong' });
  expect(wrong).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'password', message: 'is wrong' }] },
  });
  const { status, body } = await browser.send('POST', '/api/account/second-factor', proof);
  expect(status).toBe(200);
  expect(body.uri).toMatch(/^otpauth:\/\/totp\/Driftwatch:ada%40example\.com\?secret=[A-Z2-7]+&/);
  expect(new URL(body.uri).searchParams.get('secret')).toBe(body.secret);
  expect(new Set(body.recovery_codes).size).toBe(10);
  expect((await browser.session())?.user.hasSecondFactor).toBe(false);
  expect((await signedIn(email)).cookies.size).toBe(1);
  const bad = await browser.send('POST', '/api/account/second-factor/confirm', { code: '000000' });
  expect(bad).toMatchObject({ status: 400, body: { errors: [{ field: 'code' }] } });
  await browser.send('POST', '/api/account/second-factor/confirm', { code: codeOf(body.secret) });
  expect((await browser.session())?.user.hasSecondFactor).toBe(true);
  const again = await browser.send('POST', '/api/account/second-factor', proof);
  expect(again.status).toBe(409);
});

test('confirming ends the sessions that began without it', async () => {
  await createUser({ email });
  const other = await signedIn(email);
  const browser = await signedIn(email);
  const before = new Browser();
  for (const [name, value] of browser.cookies) before.cookies.set(name, value);
  const { body } = await browser.send('POST', '/api/account/second-factor', proof);
  await browser.send('POST', '/api/account/second-factor/confirm', { code: codeOf(body.secret) });
  expect(await browser.session()).not.toBeNull();
  expect(await other.session()).toBeNull();
  expect(await before.session()).toBeNull();
});

test('the password alone is no session, and the code makes it one', async () => {
  const { id, secret } = await withSecondFactor();
  const count = await database().session.count();
  const browser = await afterPassword();
  expect(await browser.session()).toBeNull();
  expect(await database().session.count()).toBe(count);
  expect(await sendCode(browser, codeOf(secret))).toMatchObject({
    status: 200,
    body: { second_factor: false },
  });
  expect((await browser.session())?.user.id).toBe(id);
  const row = await database().auditRow.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(row).toMatchObject({
    actor: `user:${id}`,
    action: 'user.signed_in',
    detail: { by: 'password and code' },
  });
});

test('a code can be used once, in one of several requests', async () => {
  const { secret } = await withSecondFactor();
  const code = codeOf(secret);
  const browsers = await Promise.all([afterPassword(), afterPassword(), afterPassword()]);
  const answers = await Promise.all(browsers.map((browser) => sendCode(browser, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  expect((await sendCode(await afterPassword(), code)).status).toBe(401);
  expect((await sendCode(await afterPassword(), codeOf(secret, -1))).status).toBe(401);
  expect(await failures()).toBe(4);
});

test('the code that confirmed the second factor cannot be used to sign in', async () => {
  await createUser({ email });
  const browser = await signedIn(email);
  const { body } = await browser.send('POST', '/api/account/second-factor', proof);
  const code = codeOf(body.secret);
  await browser.send('POST', '/api/account/second-factor/confirm', { code });
  expect((await sendCode(await afterPassword(), code)).status).toBe(401);
});

test('a recovery code can be used once, in one of several requests', async () => {
  const { recoveryCodes } = await withSecondFactor();
  const [code = '', other = ''] = recoveryCodes;
  const browsers = await Promise.all([afterPassword(), afterPassword()]);
  const answers = await Promise.all(browsers.map((browser) => sendCode(browser, code, 'recovery')));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await sendCode(await afterPassword(), code, 'recovery')).status).toBe(401);
  expect((await sendCode(await afterPassword(), other, 'recovery')).status).toBe(200);
});

test('new recovery codes replace the former ones', async () => {
  const { browser, recoveryCodes } = await withSecondFactor();
  const { body } = await browser.send('POST', '/api/account/recovery-codes', proof);
  expect(body.recovery_codes).toHaveLength(10);
  const [former = ''] = recoveryCodes;
  expect((await sendCode(await afterPassword(), former, 'recovery')).status).toBe(401);
  expect((await sendCode(await afterPassword(), body.recovery_codes[0], 'recovery')).status).toBe(200);
});

test('after five wrong codes a sign-in begins again, and after ten the account waits', async () => {
  const { id, secret } = await withSecondFactor();
  const browser = await afterPassword();
  for (let number = 1; number <= 5; number += 1)
    expect(await sendCode(browser, '000000')).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
  expect(await sendCode(browser, codeOf(secret))).toMatchObject({
    status: 401,
    body: { details: { begin_again: true } },
  });
  const second = await afterPassword();
  for (let number = 1; number <= 5; number += 1) await sendCode(second, '000000');
  const limited = await sendCode(await afterPassword(), codeOf(secret));
  expect(limited.status).toBe(429);
  expect(Number(limited.response.headers.get('retry-after'))).toBeGreaterThan(800);
  expect(await database().auditRow.count({ where: { entityId: id, action: 'user.sign_in_failed' } })).toBe(
    12,
  );
});

test('a session of somebody else in the same browser does not answer for the second factor', async () => {
  const { id, secret } = await withSecondFactor();
  await createUser({ email: 'eve@example.com' });
  const eve = await signedIn('eve@example.com');
  const browser = await afterPassword();
  for (const [name, value] of eve.cookies) browser.cookies.set(name, value);
  expect((await sendCode(browser, '000000')).status).toBe(401);
  expect((await browser.session())?.user.email).toBe('eve@example.com');
  expect((await sendCode(browser, codeOf(secret))).status).toBe(200);
  expect((await browser.session())?.user.id).toBe(id);
});

test('without a sign-in under way, or with an invented one, no code is taken', async () => {
  const { secret } = await withSecondFactor();
  for (const cookie of ['', '2fa-invented', '2fa-invented.c2lnbmF0dXJl']) {
    const browser = new Browser();
    if (cookie) browser.cookies.set('driftwatch.two_factor', cookie);
    expect(await sendCode(browser, codeOf(secret))).toMatchObject({
      status: 401,
      body: { details: { begin_again: true } },
    });
  }
});

test('a sign-in under way ends with a new password, when the user is disabled, and after ten minutes', async () => {
  const { id, browser, secret } = await withSecondFactor();
  const first = await afterPassword();
  const password = 'another long password';
  const change = { current_password: testPassword, new_password: password };
  expect((await browser.send('POST', '/api/account/password', change)).status).toBe(204);
  expect((await sendCode(first, codeOf(secret))).status).toBe(401);
  const second = await afterPassword(password);
  await database().user.update({ where: { id }, data: { disabledAt: new Date() } });
  expect((await sendCode(second, codeOf(secret))).status).toBe(401);
  await database().user.update({ where: { id }, data: { disabledAt: null } });
  const third = await afterPassword(password);
  vi.setSystemTime(Date.now() + 601_000);
  expect((await sendCode(third, codeOf(secret))).status).toBe(401);
  expect(await third.session()).toBeNull();
});

test('a code that meets a new password leaves no session', async () => {
  const { id, secret } = await withSecondFactor();
  const browser = await afterPassword();
  let racing: ReturnType<typeof sendCode> | undefined;
  await inTransaction(database(), async (tx) => {
    await lockSessionsOf(prismaRunner(tx), id);
    racing = sendCode(browser, codeOf(secret));
    await waitingForLock();
    await endSessions(tx, id);
  });
  expect(await racing).toMatchObject({ status: 401, body: { details: { begin_again: true } } });
  expect(await database().session.count()).toBe(0);
});

test('a session that begins while the second factor is confirmed does not begin without it', async () => {
  const { id } = await createUser({ email });
  const browser = await signedIn(email);
  const { body } = await browser.send('POST', '/api/account/second-factor', proof);
  let confirming: ReturnType<Browser['send']> | undefined;
  await inTransaction(database(), async (tx) => {
    await lockSessionsOf(prismaRunner(tx), id);
    confirming = browser.send('POST', '/api/account/second-factor/confirm', { code: codeOf(body.secret) });
    await waitingForLock();
    // What a sign-in with the password stores that has got the lock first.
    const session = { id: 'late', userId: id, token: 'late', expiresAt: new Date(Date.now() + 1e6) };
    await tx.session.create({ data: session });
  });
  expect((await confirming)?.status).toBe(200);
  const left = await database().session.findMany({ select: { id: true } });
  expect(left).toEqual([{ id: (await browser.session())?.sessionId }]);
});

test('the second step ends the session that somebody else had in the same browser', async () => {
  const { secret } = await withSecondFactor();
  await createUser({ email: 'eve@example.com' });
  const eve = await signedIn('eve@example.com');
  const browser = await afterPassword();
  for (const [name, value] of eve.cookies) browser.cookies.set(name, value);
  expect((await sendCode(browser, codeOf(secret))).status).toBe(200);
  expect(await eve.session()).toBeNull();
});

test('the first step ends the former session, whose cookie it takes away', async () => {
  const { browser } = await withSecondFactor();
  const former = new Browser();
  for (const [name, value] of browser.cookies) former.cookies.set(name, value);
  const credentials = { email, password: testPassword };
  expect((await browser.send('POST', '/api/sign-in', credentials)).body).toEqual({ second_factor: true });
  expect([...browser.cookies.keys()]).toEqual(['driftwatch.two_factor']);
  expect(await former.session()).toBeNull();
});

test('a new password by a link leaves the second factor in place', async () => {
  const { id, secret } = await withSecondFactor();
  await createUser({ email: 'root@example.com', role: 'admin' });
  const admin = await signedIn('root@example.com');
  const { url } = (await admin.send('POST', `/api/users/${id}/password-link`)).body;
  const password = 'another long password';
  const use = { token: new URL(url).hash.slice(1), password };
  const visitor = new Browser();
  expect((await visitor.send('POST', '/api/password-links/use', use)).status).toBe(200);
  expect(await visitor.session()).toBeNull();
  const browser = await afterPassword(password);
  expect((await sendCode(browser, codeOf(secret))).status).toBe(200);
});

test('removing it needs the password, and then the password is enough', async () => {
  const { browser } = await withSecondFactor();
  const path = '/api/account/second-factor/remove';
  expect((await browser.send('POST', path, { password: 'wrong' })).status).toBe(400);
  expect((await browser.session())?.user.hasSecondFactor).toBe(true);
  expect((await browser.send('POST', path, proof)).status).toBe(200);
  expect((await browser.session())?.user.hasSecondFactor).toBe(false);
  expect((await (await signedIn(email)).session())?.user.hasSecondFactor).toBe(false);
  expect((await browser.send('POST', path, proof)).status).toBe(422);
  const actions = await database().auditRow.findMany({ orderBy: { id: 'asc' }, select: { action: true } });
  expect(actions.map(({ action }) => action)).toEqual([
    'user.signed_in',
    'user.second_factor_added',
    'user.proof_failed',
    'user.second_factor_removed',
    'user.signed_in',
  ]);
});

test('an admin removes that of somebody who has lost it, which ends the sessions of the user', async () => {
  const { id, browser } = await withSecondFactor();
  await afterPassword();
  const root = await createUser({ email: 'root@example.com', role: 'admin' });
  const admin = await signedIn('root@example.com');
  expect((await admin.send('DELETE', `/api/users/${id}/second-factor`)).status).toBe(204);
  expect(await browser.session()).toBeNull();
  expect(await database().twoFactor.count()).toBe(0);
  expect(await database().verification.count({ where: { value: id } })).toBe(0);
  expect((await (await signedIn(email)).session())?.user.hasSecondFactor).toBe(false);
  expect(await admin.session()).not.toBeNull();
  const row = await database().auditRow.findFirstOrThrow({ where: { action: 'user.second_factor_removed' } });
  expect(row).toMatchObject({
    actor: `user:${root.id}`,
    entityId: id,
    address: '192.0.2.1',
    detail: { sessions_ended: 1 },
  });
});

test('an admin cannot remove what is not there, nor the own one without the password', async () => {
  const { id, browser } = await withSecondFactor();
  await database().user.update({ where: { id }, data: { role: 'admin' } });
  const other = await createUser({ email: 'eve@example.com' });
  const remove = (of: string) => browser.send('DELETE', `/api/users/${of}/second-factor`);
  expect((await remove(other.id)).status).toBe(422);
  expect((await remove('nobody')).status).toBe(404);
  expect((await remove(id)).status).toBe(422);
  expect((await browser.session())?.user.hasSecondFactor).toBe(true);
});
