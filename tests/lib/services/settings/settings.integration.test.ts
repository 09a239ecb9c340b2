import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { lockSettings } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { inTransaction } from '@/lib/db/transaction';
import { oidcSettingsSchema } from '@/lib/schemas/settings';
import { loadSecret } from '@/lib/secrets/load-secret';
import { operator, system } from '@/lib/services/call';
import { sendMail } from '@/lib/services/mail/send-mail';
import { getSettings } from '@/lib/services/settings/get-settings';
import { replaceSetting } from '@/lib/services/settings/replace-setting';
import { updateSettings } from '@/lib/services/settings/update-settings';
import { api } from '../../../helpers/api';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { startMailServer } from '../../../helpers/mail-server';

// Before the environment is read for the first time.
const folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-settings-'));
process.env.DRIFTWATCH_DATA = folder;
process.env.OUTGOING_PRIVATE_HOSTS = '127.0.0.1';

withTestDatabase();
beforeEach(emptyDatabase);
afterAll(() => rm(folder, { recursive: true }));

const now = new Date('2026-05-04T10:00:00Z');
const oidc = {
  issuer: 'https://login.example.com/realms/main',
  client_id: 'driftwatch',
  allowed_email_domains: ['example.com'],
  role_claim: 'groups',
  roles: { 'ml-leads': 'approver' },
  default_role: null,
  button_label: 'Sign in with Example',
};
const parsed = oidcSettingsSchema.parse(oidc);
const smtp = { host: 'smtp.example.com', port: 465, user: 'drift', from: 'drift@example.com', tls: 'tls' };
const update = (input: unknown) => updateSettings({ actor: operator, input, now });
const get = () => getSettings({ actor: operator, input: {} });
const secret = (name: string) => loadSecret(database(), name);
const auditRows = async () => {
  const rows = await database().auditRow.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ actor, action, entityType, entityId, detail }) => ({
    actor,
    action,
    entityType,
    entityId,
    detail,
  }));
};

test('nothing is set up at first', async () => {
  expect(await get()).toEqual({ oidc: null, smtp: null, unreadable_secrets: [] });
});

test('groups are stored with their secrets, which are never shown', async () => {
  const settings = await update({
    oidc: { ...oidc, client_secret: 'of the client' },
    smtp: { ...smtp, password: 'of the server' },
  });
  const change = { updated_at: now.toISOString(), updated_by: 'operator' };
  expect(settings).toEqual({
    oidc: { ...oidc, has_client_secret: true, ...change },
    smtp: { ...smtp, has_password: true, ...change },
    unreadable_secrets: [],
  });
  expect(await get()).toEqual(settings);
  expect(await secret('oidc.client_secret')).toBe('of the client');
  expect(await secret('smtp.password')).toBe('of the server');
});

test('the audit row has the values before and after, and no secret', async () => {
  await update({ smtp: { ...smtp, password: 'first secret' } });
  await update({ smtp: { ...smtp, from: 'other@example.com', password: 'second secret' } });
  await update({ smtp: null });
  const after = { ...smtp, from: 'other@example.com' };
  const row = { actor: 'operator', action: 'setting.changed', entityType: 'setting', entityId: 'smtp' };
  const rows = await auditRows();
  expect(rows).toEqual([
    { ...row, detail: { before: null, after: smtp, password: 'changed' } },
    { ...row, detail: { before: smtp, after, password: 'changed' } },
    { ...row, action: 'setting.removed', detail: { before: after, after: null, password: 'removed' } },
  ]);
  expect(JSON.stringify(rows)).not.toContain('secret"');
});

test('a group that is not named stays, and so does a secret', async () => {
  await update({ oidc: { ...oidc, client_secret: 'kept' }, smtp: { ...smtp, password: 'kept too' } });
  const settings = await update({ oidc: { ...oidc, default_role: 'viewer' } });
  expect(settings.oidc).toMatchObject({ default_role: 'viewer', has_client_secret: true });
  expect(settings.smtp).toMatchObject({ host: 'smtp.example.com', has_password: true });
  expect(await secret('oidc.client_secret')).toBe('kept');
});

test.each([
  ['oidc.client_secret', { oidc: { ...oidc, issuer: 'https://attacker.example' } }],
  ['smtp.password', { smtp: { ...smtp, host: 'attacker.example' } }],
  ['smtp.password', { smtp: { ...smtp, port: 587 } }],
])('the stored secret %s does not go to another server', async (field, input) => {
  await update({ oidc: { ...oidc, client_secret: 'kept' }, smtp: { ...smtp, password: 'kept too' } });
  const before = await get();
  await expect(update(input)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    errors: [{ field, message: 'must be entered again, because it would go to another server' }],
  });
  expect(await get()).toEqual(before);
});

test('another server is accepted with its own secret, or without one', async () => {
  await update({ oidc: { ...oidc, client_secret: 'first' } });
  const issuer = 'https://login.example.org';
  await update({ oidc: { ...oidc, issuer, client_secret: 'second' } });
  expect(await secret('oidc.client_secret')).toBe('second');
  const settings = await update({ oidc: { ...oidc, client_secret: null } });
  expect(settings.oidc).toMatchObject({ issuer: oidc.issuer, has_client_secret: false });
  expect(await secret('oidc.client_secret')).toBeNull();
});

test('removing a group removes its secret', async () => {
  await update({ oidc: { ...oidc, client_secret: 'gone' } });
  expect(await update({ oidc: null })).toMatchObject({ oidc: null });
  expect(await secret('oidc.client_secret')).toBeNull();
});

test('a user of the mail server has a password, and no password stays without its user', async () => {
  await expect(update({ smtp })).rejects.toMatchObject({ errors: [{ field: 'smtp.password' }] });
  expect(await auditRows()).toEqual([]);
  await update({ smtp: { ...smtp, password: 'gone' } });
  expect((await update({ smtp: { ...smtp, user: null } })).smtp).toMatchObject({ has_password: false });
  expect(await secret('smtp.password')).toBeNull();
});

test('a change waits for another one, so that its audit row shows what there was before', async () => {
  const isWaiting = async () => {
    const [row] = await database().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count;
  };
  const issuer = 'https://second.example';
  let second: Promise<unknown> = Promise.resolve();
  await inTransaction(database(), async (tx) => {
    await lockSettings(prismaRunner(tx));
    await replaceSetting(tx, operator, now, { name: 'oidc', value: parsed, secret: null });
    second = update({ oidc: { ...oidc, issuer } });
    await expect.poll(isWaiting, { timeout: 20_000, interval: 5 }).toBe(1);
  });
  await second;
  const details = (await auditRows()).map(({ detail }) => detail);
  expect(details).toEqual([
    { before: null, after: oidc },
    { before: oidc, after: { ...oidc, issuer } },
  ]);
});

test('a secret that cannot be decrypted is named, with what to do', async () => {
  await update({ smtp: { ...smtp, password: 'lost' } });
  await database().$executeRaw`UPDATE secrets SET key_id = '00000000'`;
  const { smtp: shown, unreadable_secrets } = await get();
  expect(shown).toMatchObject({ has_password: true });
  expect(unreadable_secrets).toEqual([
    { name: 'smtp.password', problem: expect.stringContaining('00000000') },
  ]);
  await expect(
    sendMail({ actor: system, input: { to: 'a@example.com', subject: '', text: '' } }),
  ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect((await update({ smtp: { ...smtp, password: 'new' } })).unreadable_secrets).toEqual([]);
});

test('only a person sees or changes settings', async () => {
  await expect(getSettings({ actor: system, input: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(updateSettings({ actor: system, input: { smtp: null } })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test.each([
  ['oidc.issuer', { oidc: { ...oidc, issuer: 'ftp://login.example.com' } }],
  ['oidc.issuer', { oidc: { ...oidc, issuer: 'https://login.example.com?tenant=1' } }],
  ['oidc.issuer', { oidc: { ...oidc, issuer: 'https://user:pw@login.example.com' } }],
  ['oidc.allowed_email_domains', { oidc: { ...oidc, allowed_email_domains: ['*'] } }],
  ['oidc.roles.ml-leads', { oidc: { ...oidc, roles: { 'ml-leads': 'owner' } } }],
  ['smtp.host', { smtp: { ...smtp, host: 'mail/../x' } }],
  ['smtp.from', { smtp: { ...smtp, from: 'Drift <drift@example.com>\nBcc: all@example.com' } }],
  ['smtp.port', { smtp: { ...smtp, port: 70_000 } }],
  ['smtp.password', { smtp: { ...smtp, password: '' } }],
  ['theme', { theme: 'dark' }],
])('%s is checked', async (field, body) => {
  const { status, body: problem } = await api('PATCH', '/api/settings', body);
  expect(status).toBe(400);
  expect(problem.errors[0].field).toBe(field);
});

test('settings and a test mail over HTTP', async () => {
  const server = await startMailServer({ hideSTARTTLS: true });
  try {
    const mail = { to: 'ada@example.com' };
    expect((await api('POST', '/api/settings/test-mail', mail)).status).toBe(422);
    const group = { host: '127.0.0.1', port: server.port, from: 'drift@example.com', tls: 'none' };
    const changed = await api('PATCH', '/api/settings', { smtp: group });
    expect(changed).toMatchObject({ status: 200, body: { smtp: { ...group, user: null } } });
    expect((await api('GET', '/api/settings')).body).toEqual(changed.body);
    expect((await api('POST', '/api/settings/test-mail', mail)).status).toBe(204);
    expect(server.received).toMatchObject([{ from: 'drift@example.com', to: ['ada@example.com'] }]);
    expect(server.received[0]?.source).toContain('sent by operator');
    expect((await api('POST', '/api/settings/test-mail', { to: 'nobody' })).status).toBe(400);
    expect((await api('DELETE', '/api/settings')).status).toBe(405);
  } finally {
    await server.close();
  }
});
