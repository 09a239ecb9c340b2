import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { inTransaction } from '@/lib/db/transaction';
import { env } from '@/lib/env';
import { settlePasswordMails } from '@/lib/services/identity/request-password-link';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { Browser, signedIn } from '../../../helpers/browser';
import { startMailServer } from '../../../helpers/mail-server';
import { createUser, testPassword } from '../../../helpers/users';

process.env.OUTGOING_PRIVATE_HOSTS = '127.0.0.1';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

const hourMs = 3_600_000;
const newPassword = 'a new long password';
let closeMail = async () => {};
afterEach(async () => {
  await settlePasswordMails();
  await closeMail();
  closeMail = async () => {};
});

/** Sets up a mail server, which keeps mails until `accept` is called. */
async function setUpMail({ isHeld = false } = {}) {
  let accept = () => {};
  const held = new Promise<void>((resolve) => {
    accept = resolve;
  });
  if (!isHeld) accept();
  const server = await startMailServer({
    hideSTARTTLS: true,
    onMailFrom: (_address, _session, callback) => void held.then(() => callback()),
  });
  closeMail = server.close;
  const value = { host: '127.0.0.1', port: server.port, from: 'drift@example.com', tls: 'none' };
  await database().setting.create({
    data: { name: 'smtp', value, updatedAt: new Date(), updatedBy: 'test' },
  });
  const linkIn = (index: number) => {
    const text = server.received[index]?.source.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
    return /https?:\/\/\S+/.exec(text ?? '')?.[0] as string;
  };
  return { received: server.received, linkIn, accept };
}

const tokenOf = (url: string) => new URL(url).hash.slice(1);
const use = (token: string, password = newPassword) =>
  new Browser().send('POST', '/api/password-links/use', { token, password });
const askFor = (email: string, options = {}) =>
  new Browser(options).send('POST', '/api/password-links', { email });
const signIn = (email: string, password: string) =>
  new Browser().send('POST', '/api/sign-in', { email, password });

async function invite() {
  await createUser({ email: 'root@example.com', role: 'admin' });
  const admin = await signedIn('root@example.com');
  const input = { name: 'Ada', email: 'ada@example.com', role: 'viewer' };
  return { admin, ...(await admin.send('POST', '/api/users', input)).body };
}

test('an invited user chooses a password once, and signs in with it', async () => {
  const { link, user } = await invite();
  const token = tokenOf(link.url);
  expect(new Date(link.expires_at).getTime() - Date.now()).toBeGreaterThan(71 * hourMs);
  expect((await database().passwordLink.findFirstOrThrow()).tokenHash).not.toContain(token);
  expect((await use(token, 'short')).status).toBe(400);
  expect(await use(token, 'Password12')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'password' }] },
  });
  expect((await use(token)).status).toBe(200);
  expect((await use(token)).status).toBe(404);
  expect((await signIn('ada@example.com', newPassword)).status).toBe(200);
  const row = await database().auditRow.findFirstOrThrow({ where: { action: 'user.password_chosen' } });
  expect(row).toMatchObject({
    actor: `user:${user.id}`,
    entityId: user.id,
    address: '192.0.2.1',
    detail: { sessions_ended: 0 },
  });
});

test('of several uses of a link at once, one counts', async () => {
  const { link } = await invite();
  const passwords = ['the first password', 'the second password', 'the third password'];
  const answers = await Promise.all(passwords.map((password) => use(tokenOf(link.url), password)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  const winner = answers.findIndex(({ status }) => status === 200);
  expect((await signIn('ada@example.com', passwords[winner] as string)).status).toBe(200);
});

test('a link that is over, or was replaced, is not valid', async () => {
  const { link, admin, user } = await invite();
  const renewed = (await admin.send('POST', `/api/users/${user.id}/password-link`)).body;
  expect((await use(tokenOf(link.url))).status).toBe(404);
  await database().passwordLink.updateMany({ data: { expiresAt: new Date() } });
  expect((await use(tokenOf(renewed.url))).status).toBe(404);
});

test('a reset ends every session of the user, and lasts an hour', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  await createUser({ email: 'root@example.com', role: 'admin' });
  const browser = await signedIn('ada@example.com');
  const admin = await signedIn('root@example.com');
  const link = (await admin.send('POST', `/api/users/${id}/password-link`)).body;
  expect(new Date(link.expires_at).getTime() - Date.now()).toBeLessThanOrEqual(hourMs);
  expect((await use(tokenOf(link.url))).status).toBe(200);
  expect(await browser.session()).toBeNull();
  expect(await admin.session()).not.toBeNull();
  expect((await signIn('ada@example.com', testPassword)).status).toBe(401);
  expect((await signIn('ada@example.com', newPassword)).status).toBe(200);
});

test('invitations are mailed if a mail server is set up', async () => {
  const mail = await setUpMail();
  const { link } = await invite();
  expect(link.was_mailed).toBe(true);
  expect(mail.received).toMatchObject([{ from: 'drift@example.com', to: ['ada@example.com'] }]);
  expect(mail.linkIn(0)).toBe(link.url);
});

test('who has forgotten the password gets a link by mail', async () => {
  const { id } = await createUser({ email: 'ada@example.com' });
  const mail = await setUpMail();
  expect((await new Browser().send('GET', '/api/sign-in')).body.sends_mail).toBe(true);
  expect(await askFor('Ada@example.com')).toMatchObject({ status: 202, body: {} });
  await settlePasswordMails();
  expect(mail.received).toMatchObject([{ to: ['ada@example.com'] }]);
  expect((await use(tokenOf(mail.linkIn(0)))).status).toBe(200);
  const row = await database().auditRow.findFirstOrThrow({ where: { action: 'user.link_requested' } });
  expect(row).toMatchObject({ actor: 'system', entityId: id, address: '192.0.2.1' });
});

test('nobody else gets one, and everybody gets the same answer', async () => {
  await createUser({ email: 'ada@example.com' });
  await createUser({ email: 'off@example.com', disabled: true });
  const sso = await createUser({ email: 'sso@example.com', password: null });
  await database().account.create({
    data: { id: 'sso', accountId: '1', providerId: 'https://login.example.com', userId: sso.id },
  });
  const mail = await setUpMail();
  const emails = ['ada', 'off', 'sso', 'nobody'].map((name) => `${name}@example.com`);
  for (const email of emails) expect(await askFor(email)).toMatchObject({ status: 202, body: {} });
  await settlePasswordMails();
  expect(mail.received.map(({ to }) => to)).toEqual([['ada@example.com']]);
});

test('the answer waits neither for the account nor for the mail', async () => {
  await createUser({ email: 'ada@example.com' });
  const mail = await setUpMail({ isHeld: true });
  await inTransaction(database(), async (tx) => {
    await tx.$executeRaw`LOCK TABLE users IN ACCESS EXCLUSIVE MODE`;
    expect((await askFor('ada@example.com')).status).toBe(202);
  });
  expect(mail.received).toEqual([]);
  mail.accept();
  await settlePasswordMails();
  expect(mail.received).toHaveLength(1);
});

test('requests for one address are limited, whether or not there is an account', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  await createUser({ email: 'ada@example.com' });
  for (const email of ['ada@example.com', 'nobody@example.com']) {
    const statuses = [];
    for (let number = 1; number <= 4; number += 1)
      statuses.push((await askFor(email, { address: `198.51.100.${number}` })).status);
    expect(statuses, email).toEqual([202, 202, 202, 429]);
  }
});

test('no mail leads to a host that the server does not know', async () => {
  const known = { ...env() };
  await createUser({ email: 'ada@example.com' });
  const mail = await setUpMail();
  Object.assign(env(), { HOST: '0.0.0.0', ALLOWED_HOSTS: undefined });
  try {
    expect((await new Browser().send('GET', '/api/sign-in')).body.sends_mail).toBe(false);
    expect((await askFor('ada@example.com', { origin: 'http://evil.example' })).status).toBe(202);
    await settlePasswordMails();
    expect(mail.received).toEqual([]);
  } finally {
    Object.assign(env(), known);
  }
});
