import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessOfKey, accessOfUser, mayAnywhere } from '@/lib/policy/access';
import { type RouteRule, routeRules } from '@/lib/policy/routes';
import type { Access, KeyScope, Role } from '@/lib/schemas/roles';
import { type RunningApp, startApp } from '../helpers/app';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { admin, signInTo } from '../helpers/sign-in';

let dataFolder: string;
let app: RunningApp;

/** Somebody who calls, with what he may do by the table; null for somebody whom nobody knows. */
interface Caller {
  name: string;
  isUser: boolean;
  access: Access | null;
  headers: Record<string, string>;
}

const callers: Caller[] = [];
/** Without cookies, `fetch` would send the key of the installation. */
const stranger = { cookie: 'theme=dark' };

async function send(caller: Record<string, string>, method: string, path: string, body?: unknown) {
  return fetch(`${app.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { origin: app.url, 'content-type': 'application/json', ...caller },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const asKey = (key: string) => ({ authorization: `Bearer ${key}` });

async function call(method: string, path: string, body: unknown) {
  const response = await send(asKey(app.key), method, path, body);
  expect(response.ok, await response.clone().text()).toBe(true);
  return response.status === 204 ? null : response.json();
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

/** Invites a user, who chooses a password and signs in. */
async function addUser(name: string, role: Role | null, grant?: { role: Role; model_pattern: string }) {
  const email = `${name}@example.com`;
  const grants = grant ? [grant] : [];
  const { link } = await call('POST', '/api/users', { name, email, role, grants });
  const { password } = admin;
  const token = new URL(link.url).hash.slice(1);
  expect((await send(stranger, 'POST', '/api/password-links/use', { token, password })).ok).toBe(true);
  const response = await send(stranger, 'POST', '/api/sign-in', { email, password });
  expect(response.status).toBe(200);
  const granted = grant ? [{ role: grant.role, modelPattern: grant.model_pattern }] : [];
  callers.push({
    name,
    isUser: true,
    access: accessOfUser(role, granted),
    headers: { cookie: cookiesOf(response) },
  });
}

async function addKey(name: string, scope: KeyScope, modelPattern: string | null = null) {
  const { key, secret } = await call('POST', '/api/keys', {
    description: name,
    scope,
    model_pattern: modelPattern,
  });
  callers.push({ name, isUser: false, access: accessOfKey(scope, modelPattern), headers: asKey(secret) });
  return key.id as string;
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder, LOG_LEVEL: 'error' } });
  await signInTo();
  for (const role of ['viewer', 'operator', 'approver', 'admin'] as const) await addUser(role, role);
  await addUser('nothing', null);
  await addUser('granted', null, { role: 'approver', model_pattern: 'nowhere-*' });
  for (const scope of ['ingest', 'read', 'jobs', 'admin'] as const) await addKey(`key-${scope}`, scope);
  await addKey('key-pattern', 'admin', 'nowhere-*');
  const revoked = await addKey('revoked', 'admin');
  await call('DELETE', `/api/keys/${revoked}`, undefined);
  const expired = await addKey('expired', 'admin');
  await call('POST', `/api/keys/${expired}/rotate`, { overlap_hours: 0 });
  for (const caller of callers.slice(-2)) caller.access = null;
  callers.push({ name: 'nobody', isUser: false, access: null, headers: stranger });
  callers.push({
    name: 'forged',
    isUser: false,
    access: null,
    headers: { cookie: 'driftwatch.session_token=a.b' },
  });
});

afterAll(async () => {
  await app?.stop();
  await removeDataFolder(dataFolder);
});

/** Ids that nothing has. */
const addressOf = (template: string) =>
  template.replace(':name', 'nothing').replace(':id', '00000000-0000-7000-8000-000000000000');

/** These end the session of their caller, or take long; the tests of each cover what they do. */
const left = new Set(['POST /api/sign-out', 'POST /api/sample', 'GET /api/events', 'GET /dev/components']);

function isAllowed(rule: RouteRule, { access, isUser }: Caller): boolean {
  if (rule === 'public') return true;
  if (access === null) return false;
  if (rule === 'caller') return true;
  return rule === 'user' ? isUser : mayAnywhere(access, rule);
}

describe('every route, for every kind of caller', () => {
  const routes = Object.entries(routeRules).filter(([route]) => !left.has(route));

  test.each(routes)('%s (%s)', async (route, rule) => {
    const [method = '', template = ''] = route.split(' ');
    const isPage = method === 'GET' && !template.startsWith('/api/') && template !== '/metrics';
    const body = method === 'GET' || method === 'DELETE' ? undefined : {};
    for (const caller of callers) {
      const response = await send(caller.headers, method, addressOf(template), body);
      await response.arrayBuffer();
      const told = `${caller.name}: ${response.status} ${response.headers.get('location') ?? ''}`;
      const location = response.headers.get('location') ?? '';
      const isRefused = [401, 403].includes(response.status) || /^\/(sign-in|not-allowed)\b/.test(location);
      // A wrong password is 401 too, and a model that the caller may not see 404.
      if (isAllowed(rule, caller)) {
        if (rule !== 'public' && template !== '/api/sample')
          expect(isRefused, told).toBe(isSomewhereOnly(rule, caller) && isRefused);
        expect(response.status, told).toBeLessThan(500);
      } else if (isPage && caller.access === null && !('authorization' in caller.headers)) {
        expect(location, told).toMatch(/^\/sign-in/);
      } else if (isPage && caller.access !== null && rule !== 'user') {
        expect(location, told).toBe(`/not-allowed?action=${rule}`);
      } else {
        expect(response.status, told).toBe(caller.access === null ? 401 : 403);
      }
    }
  });
});

/** Whether a caller may do it to some models only, so that the service can still refuse. */
function isSomewhereOnly(rule: RouteRule, { access }: Caller): boolean {
  return access !== null && !access.everywhere.includes(rule as Access['everywhere'][number]);
}
