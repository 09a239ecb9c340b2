import { beforeEach, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { admin } from '@/scripts/admin/admin';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { Browser, signedIn } from '../../../helpers/browser';
import { createEmptyDatabase } from '../../../helpers/database';
import { createUser } from '../../../helpers/users';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

/** Runs the command, and returns what it says. */
async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  await admin(args, process.env, (line) => lines.push(line));
  return lines;
}

const password = 'a new long password';
const choosePassword = (path: string | undefined) =>
  new Browser().send('POST', '/api/password-links/use', { token: path?.split('#')[1], password });

test('a new admin chooses a password with the path that is printed', async () => {
  const lines = await run('--email', 'Ada@example.com', '--name', 'Ada');
  expect(lines[0]).toBe('Ada <ada@example.com> has been added as an admin.');
  expect(lines.at(-1)).toMatch(/^\/choose-password#[\w-]{43}$/);
  expect((await choosePassword(lines.at(-1))).status).toBe(200);
  const signIn = await new Browser().send('POST', '/api/sign-in', { email: 'ada@example.com', password });
  expect(signIn.status).toBe(200);
  const row = await database().auditRow.findFirstOrThrow({ orderBy: { id: 'asc' } });
  expect(row).toMatchObject({
    actor: 'system',
    action: 'user.made_admin',
    detail: { by: 'npm run admin', before: null, after: { role: 'admin', disabled: false } },
  });
});

test('a disabled user becomes an enabled admin, without what was open before', async () => {
  const { id } = await createUser({ email: 'ada@example.com', role: 'viewer' });
  const browser = await signedIn('ada@example.com');
  await database().user.update({ where: { id }, data: { disabledAt: new Date(), twoFactorEnabled: true } });
  const [first] = await run('--email', 'ada@example.com');
  expect(first).toBe('ada <ada@example.com> is an admin.');
  expect(await browser.session()).toBeNull();
  expect(await database().user.findUnique({ where: { id } })).toMatchObject({
    role: 'admin',
    disabledAt: null,
    twoFactorEnabled: true,
  });
});

test('a second factor is removed only on demand', async () => {
  const { id } = await createUser({ email: 'ada@example.com', role: 'admin' });
  await database().user.update({ where: { id }, data: { twoFactorEnabled: true } });
  await database().twoFactor.create({ data: { id: 'x', userId: id, secret: 'x', backupCodes: 'x' } });
  const session = { userId: id, token: 'x', expiresAt: new Date(Date.now() + 1e6) };
  await database().session.create({ data: { id: 'x', ...session } });
  await run('--email', 'ada@example.com');
  expect(await database().twoFactor.count()).toBe(1);
  expect(await database().session.count()).toBe(1);
  const lines = await run('--email', 'ada@example.com', '--remove-second-factor');
  expect(await database().twoFactor.count()).toBe(0);
  expect(await database().session.count()).toBe(0);
  expect((await choosePassword(lines.at(-1))).status).toBe(200);
  const signIn = await new Browser().send('POST', '/api/sign-in', { email: 'ada@example.com', password });
  expect(signIn.body).toEqual({ second_factor: false });
});

test('each run ends the links of earlier ones', async () => {
  const first = await run('--email', 'ada@example.com');
  const second = await run('--email', 'ada@example.com');
  expect((await choosePassword(first.at(-1))).status).toBe(404);
  expect((await choosePassword(second.at(-1))).status).toBe(200);
});

test('wrong arguments, and a database that the app has not prepared, change nothing', async () => {
  for (const args of [[], ['--email'], ['--email', 'nobody'], ['--mail', 'ada@example.com']])
    await expect(run(...args)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  expect(await database().user.count()).toBe(0);
  const empty = await createEmptyDatabase();
  const environment = { ...process.env, DATABASE_URL: empty.url };
  try {
    await expect(admin(['--email', 'ada@example.com'], environment, () => {})).rejects.toThrow(
      'the database is not of this version; start the app once',
    );
  } finally {
    await empty.drop();
  }
});
