import { beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { lockUsers } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { inTransaction } from '@/lib/db/transaction';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { updateUser } from '@/lib/services/identity/update-user';
import { userActor } from '@/lib/services/identity/user-actor';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { type Browser, signedIn } from '../../../helpers/browser';
import { createUser } from '../../../helpers/users';
import { waitingForLock } from '../../../helpers/waiting-for-lock';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

const adminActor = (id: string) => userActor({ id, role: 'admin', grants: [] });

async function asAdmin(): Promise<{ admin: Browser; id: string }> {
  const { id } = await createUser({ email: 'root@example.com', role: 'admin' });
  return { admin: await signedIn('root@example.com'), id };
}

const auditOf = (entityId: string) =>
  database().auditRow.findMany({
    where: { entityId, action: { notIn: ['user.signed_in'] } },
    orderBy: { id: 'asc' },
    select: { actor: true, action: true, address: true, detail: true },
  });

test('an admin invites a user, who is listed with a link that is open', async () => {
  const { admin, id } = await asAdmin();
  const grants = [{ role: 'operator', model_pattern: 'fraud-*' }];
  const input = { name: 'Ada', email: 'Ada@example.com', role: null, grants: [...grants, ...grants] };
  const { status, body } = await admin.send('POST', '/api/users', input);
  expect(status).toBe(201);
  const user = {
    id: expect.any(String),
    name: 'Ada',
    email: 'ada@example.com',
    role: null,
    grants,
    has_second_factor: false,
    has_password: false,
    has_open_link: true,
    disabled_at: null,
    created_at: expect.any(String),
    last_seen_at: null,
  };
  expect(body).toEqual({
    user,
    link: {
      url: expect.stringMatching(/^http:\/\/driftwatch\.test\/choose-password#[\w-]{43}$/),
      expires_at: expect.any(String),
      was_mailed: false,
    },
  });
  const { items } = (await admin.send('GET', '/api/users')).body;
  expect(items).toEqual([user, expect.objectContaining({ email: 'root@example.com', has_password: true })]);
  expect(items[1].last_seen_at).not.toBeNull();
  expect(await auditOf(body.user.id)).toEqual([
    {
      actor: `user:${id}`,
      action: 'user.created',
      address: '192.0.2.1',
      detail: { after: { name: 'Ada', email: 'ada@example.com', role: null, grants } },
    },
  ]);
  const again = await admin.send('POST', '/api/users', { ...input, email: 'ADA@example.com' });
  expect(again.status).toBe(409);
});

test('links lead to the address at which the browser sees the app', async () => {
  await createUser({ email: 'root@example.com', role: 'admin' });
  const admin = await signedIn('root@example.com', { origin: 'https://drift.example.com:8443' });
  const input = { name: 'Ada', email: 'ada@example.com', role: 'viewer' };
  const { body } = await admin.send('POST', '/api/users', input);
  expect(body.link.url).toMatch(/^https:\/\/drift\.example\.com:8443\/choose-password#/);
});

test('nobody but an admin manages users', async () => {
  const { id } = await createUser({ email: 'op@example.com', role: 'approver' });
  const browser = await signedIn('op@example.com');
  const input = { name: 'Eve', email: 'eve@example.com', role: 'admin' };
  for (const [method, path, body] of [
    ['GET', '/api/users', undefined],
    ['POST', '/api/users', input],
    ['PATCH', `/api/users/${id}`, { role: 'admin' }],
    ['POST', `/api/users/${id}/password-link`, {}],
    ['DELETE', `/api/users/${id}/second-factor`, undefined],
  ] as const)
    expect((await browser.send(method, path, body)).status, `${method} ${path}`).toBe(403);
  expect(await database().user.findMany({ select: { role: true } })).toEqual([{ role: 'approver' }]);
});

test('a change counts at once, and its row shows what was before', async () => {
  const { admin, id } = await asAdmin();
  const user = await createUser({ email: 'ada@example.com', role: 'viewer' });
  const browser = await signedIn('ada@example.com');
  const patch = { role: 'operator', grants: [{ role: 'approver', model_pattern: 'fraud-eu' }] };
  const { status, body } = await admin.send('PATCH', `/api/users/${user.id}`, patch);
  expect({ status, body }).toMatchObject({ status: 200, body: patch });
  expect((await browser.session())?.user).toMatchObject({
    role: 'operator',
    grants: [{ role: 'approver', modelPattern: 'fraud-eu' }],
  });
  await admin.send('PATCH', `/api/users/${user.id}`, { role: 'operator' });
  expect(await auditOf(user.id)).toEqual([
    {
      actor: `user:${id}`,
      action: 'user.changed',
      address: '192.0.2.1',
      detail: { before: { role: 'viewer', grants: [] }, after: patch },
    },
  ]);
  expect((await admin.send('PATCH', '/api/users/nobody', patch)).status).toBe(404);
});

test('disabling ends the sessions and the open links for good', async () => {
  const { admin } = await asAdmin();
  const user = await createUser({ email: 'ada@example.com' });
  const browser = await signedIn('ada@example.com');
  const { url } = (await admin.send('POST', `/api/users/${user.id}/password-link`)).body;
  await admin.send('PATCH', `/api/users/${user.id}`, { disabled: true });
  expect(await browser.session()).toBeNull();
  const renewed = await admin.send('POST', `/api/users/${user.id}/password-link`);
  expect(renewed.status).toBe(422);
  await admin.send('PATCH', `/api/users/${user.id}`, { disabled: false });
  expect(await browser.session()).toBeNull();
  const use = { token: new URL(url).hash.slice(1), password: 'another long password' };
  expect((await browser.send('POST', '/api/password-links/use', use)).status).toBe(404);
  expect((await auditOf(user.id)).map(({ action }) => action)).toEqual([
    'user.link_created',
    'user.disabled',
    'user.enabled',
  ]);
});

test('the last admin who can sign in stays one', async () => {
  const { admin, id } = await asAdmin();
  await createUser({ email: 'off@example.com', role: 'admin', disabled: true });
  await admin.send('POST', '/api/users', { name: 'New', email: 'new@example.com', role: 'admin' });
  for (const patch of [{ disabled: true }, { role: 'operator' }, { role: null }]) {
    const { status, body } = await admin.send('PATCH', `/api/users/${id}`, patch);
    expect({ status, detail: body.detail }).toEqual({
      status: 422,
      detail: 'this is the last admin who can sign in; make somebody else an admin first',
    });
  }
  await createUser({ email: 'second@example.com', role: 'admin' });
  expect((await admin.send('PATCH', `/api/users/${id}`, { role: 'operator' })).status).toBe(200);
});

test('two admins who demote each other at once do not both succeed', async () => {
  const one = await createUser({ email: 'one@example.com', role: 'admin' });
  const two = await createUser({ email: 'two@example.com', role: 'admin' });
  const demote = (actor: string, id: string) =>
    updateUser({ actor: adminActor(actor), input: { id, body: { role: 'viewer' } } });
  // Both wait for the lock before either has read anything.
  let outcomes: PromiseSettledResult<unknown>[] = [];
  let racing: Promise<unknown> = Promise.resolve();
  await inTransaction(database(), async (tx) => {
    await lockUsers(prismaRunner(tx));
    racing = Promise.allSettled([demote(one.id, two.id), demote(two.id, one.id)]).then((settled) => {
      outcomes = settled;
    });
    await waitingForLock(2);
  });
  await racing;
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await database().user.count({ where: { role: 'admin' } })).toBe(1);
});
