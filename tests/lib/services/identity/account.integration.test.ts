import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { Browser, signedIn } from '../../../helpers/browser';
import { createUser, testPassword } from '../../../helpers/users';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

const email = 'ada@example.com';
const newPassword = 'a new long password';
const change = { current_password: testPassword, new_password: newPassword };

test('a user changes the own name', async () => {
  const { id, name } = await createUser({ email });
  const browser = await signedIn(email);
  expect((await browser.send('PATCH', '/api/account', { name: 'Ada L.' })).status).toBe(204);
  expect((await browser.send('PATCH', '/api/account', { name: 'Ada L.', role: 'admin' })).status).toBe(400);
  expect((await browser.session())?.user).toMatchObject({ name: 'Ada L.', role: 'viewer' });
  expect(await database().auditRow.findFirst({ where: { action: 'user.changed' } })).toMatchObject({
    actor: `user:${id}`,
    entityId: id,
    detail: { before: { name }, after: { name: 'Ada L.' } },
  });
});

test('a new password ends the other sessions and the open links', async () => {
  const { id } = await createUser({ email });
  const other = await signedIn(email);
  const browser = await signedIn(email);
  await database().passwordLink.create({
    data: { tokenHash: 'x', userId: id, expiresAt: new Date(Date.now() + 1e6) },
  });
  expect((await browser.send('POST', '/api/account/password', change)).status).toBe(204);
  expect(await browser.session()).not.toBeNull();
  expect(await other.session()).toBeNull();
  expect(await database().passwordLink.count()).toBe(0);
  const signIn = (password: string) => new Browser().send('POST', '/api/sign-in', { email, password });
  expect((await signIn(testPassword)).status).toBe(401);
  expect((await signIn(newPassword)).status).toBe(200);
  expect(await database().auditRow.findFirst({ where: { action: 'user.password_changed' } })).toMatchObject({
    actor: `user:${id}`,
    detail: { sessions_ended: 1 },
  });
});

test('a common password is refused, and the former one stays', async () => {
  await createUser({ email });
  const browser = await signedIn(email);
  const answer = await browser.send('POST', '/api/account/password', {
    ...change,
    new_password: 'Password12',
  });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      errors: [{ field: 'new_password', message: expect.stringMatching(/^must not be one of the most/) }],
    },
  });
  await signedIn(email);
});

test('a stolen session does not help to find the password', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  await createUser({ email });
  const browser = await signedIn(email);
  const guess = (current_password: string) =>
    browser.send('POST', '/api/account/password', { ...change, current_password });
  expect(await guess('wrong')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'current_password', message: 'is wrong' }] },
  });
  for (let number = 2; number <= 5; number += 1) await guess('wrong');
  expect((await guess(testPassword)).status).toBe(429);
  expect(await database().auditRow.count({ where: { action: 'user.proof_failed' } })).toBe(5);
});

test('who has no password cannot change one', async () => {
  await createUser({ email });
  const browser = await signedIn(email);
  await database().account.deleteMany();
  expect((await browser.send('POST', '/api/account/password', change)).status).toBe(422);
  const proof = { password: testPassword };
  expect((await browser.send('POST', '/api/account/second-factor', proof)).status).toBe(422);
});

test('sessions are listed, and ended singly or all but the own', async () => {
  await createUser({ email });
  await createUser({ email: 'eve@example.com' });
  const eve = await signedIn('eve@example.com');
  const browsers = await Promise.all([
    signedIn(email, { address: '198.51.100.1' }),
    signedIn(email, { address: '198.51.100.2' }),
    signedIn(email, { address: '198.51.100.3' }),
  ]);
  const [browser, second, third] = browsers as [Browser, Browser, Browser];
  const { items } = (await browser.send('GET', '/api/account/sessions')).body;
  expect(items).toHaveLength(3);
  expect(items[0]).toEqual({
    id: (await browser.session())?.sessionId,
    is_current: true,
    created_at: expect.any(String),
    last_used_at: expect.any(String),
    expires_at: expect.any(String),
    address: '198.51.100.1',
    user_agent: 'Test',
  });
  expect(items.map((item: { is_current: boolean }) => item.is_current)).toEqual([true, false, false]);
  const end = async (victim: Browser) =>
    (await browser.send('DELETE', `/api/account/sessions/${(await victim.session())?.sessionId}`)).status;
  expect(await end(eve)).toBe(404);
  expect(await eve.session()).not.toBeNull();
  expect(await end(second)).toBe(204);
  expect(await second.session()).toBeNull();
  expect((await browser.send('DELETE', '/api/account/sessions')).status).toBe(204);
  expect(await third.session()).toBeNull();
  expect(await browser.session()).not.toBeNull();
});

test('tokens of sessions are never shown', async () => {
  await createUser({ email });
  const browser = await signedIn(email);
  const { token } = await database().session.findFirstOrThrow();
  const text = JSON.stringify((await browser.send('GET', '/api/account/sessions')).body);
  expect(text).not.toContain(token);
});

test('nobody who is not signed in has an account', async () => {
  const routes = [
    ['PATCH', '', { name: 'Eve' }],
    ['POST', '/password', change],
    ['GET', '/sessions', undefined],
    ['DELETE', '/sessions', undefined],
    ['DELETE', '/sessions/some', undefined],
    ['POST', '/second-factor', { password: 'x' }],
    ['POST', '/second-factor/confirm', { code: '000000' }],
    ['POST', '/second-factor/remove', { password: 'x' }],
    ['POST', '/recovery-codes', { password: 'x' }],
  ] as const;
  for (const [method, path, body] of routes)
    expect((await new Browser().send(method, `/api/account${path}`, body)).status, path).toBe(401);
});
