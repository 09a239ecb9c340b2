import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { caller, callerIfKnown } from '@/lib/http/caller';
import { readRouteTemplates } from '@/lib/operations/route-templates';
import type { KeyInput } from '@/lib/schemas/keys';
import { operator } from '@/lib/services/call';
import { CallerCache } from '@/lib/services/callers/caller-cache';
import { KeyUse } from '@/lib/services/callers/key-use';
import { createKey } from '@/lib/services/keys/create-key';
import { revokeKey } from '@/lib/services/keys/revoke-key';
import { rotateKey } from '@/lib/services/keys/rotate-key';
import { createGate } from '@/scripts/serve/gate';
import { closeListener } from '@/scripts/serve/http-listener';
import { emptyDatabase, withTestDatabase } from '../../helpers/app-database';
import { listenForTest } from '../../helpers/listening';
import { quietObserver } from '../../helpers/quiet-observer';

withTestDatabase();

const templates = readRouteTemplates('app');

/** One process with a gate; what it serves is the name of the caller. */
async function openProcess(isSetUp = true) {
  const callers = new CallerCache();
  const gate = createGate({
    callers,
    keyUse: new KeyUse(),
    templates,
    observer: quietObserver(),
    isSetUp: async () => isSetUp,
  });
  const server = await listenForTest(
    gate((request, response, known) => {
      if (request.url?.startsWith('/api/events')) return void response.write(': open\n\n');
      response.end(known ? known.actor.name : 'nobody');
    }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    callers,
    async close() {
      callers.close();
      await closeListener(server);
    },
  };
}

let processes: Awaited<ReturnType<typeof openProcess>>[];
let url: string;

beforeEach(async () => {
  await emptyDatabase();
  processes = [await openProcess(), await openProcess()];
  url = processes[0]?.url ?? '';
});
afterEach(async () => {
  for (const one of processes) await one.close();
});

async function makeKey(given: Partial<KeyInput> = {}) {
  const body = { description: 'test', scope: 'admin', ...given };
  const { key, secret } = await createKey({ actor: operator, input: body });
  return { id: key.id, secret };
}

async function ask(path: string, key?: string, init: RequestInit & { at?: string } = {}) {
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
  const response = await fetch(`${init.at ?? url}${path}`, { redirect: 'manual', ...init, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Opens a stream of events with a key, and reads its first line. */
async function openStream(key: string) {
  const response = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${key}` } });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  return reader;
}

describe('a key', () => {
  test('is known by its secret, and only by all of it', async () => {
    const { id, secret } = await makeKey();
    expect(await ask('/api/overview', secret)).toMatchObject({ status: 200, text: `key:${id}` });
    const other = await makeKey();
    // The id of one with the secret of the other, and a correct checksum by chance of nobody.
    expect((await ask('/api/overview', secret.replace(id, other.id))).status).toBe(401);
    expect((await ask('/api/overview', secret.slice(0, -1))).status).toBe(401);
    expect((await ask('/api/overview', `${secret}x`)).status).toBe(401);
    expect((await ask('/api/overview', 'Basic abc')).status).toBe(401);
  });

  test('that is revoked ends in every process, also where it is in memory', async () => {
    const { id, secret } = await makeKey();
    for (const { url: at } of processes) {
      expect((await ask('/api/overview', secret, { at })).status).toBe(200);
      expect((await ask('/api/overview', secret, { at })).status).toBe(200);
    }
    await revokeKey({ actor: operator, input: { id } });
    for (const { url: at } of processes) {
      await expect
        .poll(async () => (await ask('/api/overview', secret, { at })).status, { timeout: 1000 })
        .toBe(401);
    }
    const { text } = await ask('/api/overview', secret);
    expect(JSON.parse(text).detail).toContain('this key is revoked');
  });

  test('that was checked before needs no query', async () => {
    const { id, secret } = await makeKey();
    const { callers } = processes[0] as (typeof processes)[number];
    const isKnown = async () => {
      await ask('/api/overview', secret);
      return callers.peek(secret)?.actor.name;
    };
    await expect.poll(isKnown).toBe(`key:${id}`);
    const db = database();
    await db.$executeRaw`ALTER TABLE api_keys DISABLE TRIGGER api_keys_tell_identity`;
    try {
      // Without a word to anybody, so only memory still knows the key.
      await db.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
      await expect.poll(() => callers.peek(secret)?.actor.name).toBe(`key:${id}`);
      expect((await ask('/api/overview', secret)).status).toBe(200);
    } finally {
      await db.$executeRaw`ALTER TABLE api_keys ENABLE TRIGGER api_keys_tell_identity`;
    }
  });

  test('that has expired is refused with the reason', async () => {
    const { id, secret } = await makeKey();
    await database().apiKey.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
    const { status, text, headers } = await ask('/api/overview', secret);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="Driftwatch"');
    expect(JSON.parse(text).detail).toContain('this key is expired');
  });

  test('that is rotated works beside the new one until the overlap ends', async () => {
    const { id, secret } = await makeKey();
    const { key, secret: fresh } = await rotateKey({
      actor: operator,
      input: { id, body: { overlap_hours: 1 } },
    });
    expect(key.rotated_from).toBe(id);
    expect((await ask('/api/overview', secret)).status).toBe(200);
    expect((await ask('/api/overview', fresh)).status).toBe(200);
    await database().apiKey.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
    await expect.poll(async () => (await ask('/api/overview', secret)).status).toBe(401);
    expect((await ask('/api/overview', fresh)).status).toBe(200);
  });

  test('may do what its scope says and no more', async () => {
    const { secret } = await makeKey({ scope: 'ingest' });
    expect((await ask('/api/overview', secret)).status).toBe(403);
    expect((await ask('/api/metrics', secret, { method: 'POST' })).status).toBe(200);
    expect((await ask('/api/account/sessions', secret)).status).toBe(403);
    // The same address with another method is another route.
    expect((await ask('/api/metrics', secret)).status).toBe(405);
    expect((await ask('/api/metrics', secret, { method: 'POST' })).status).toBe(200);
  });

  test('has its own limit of requests', async () => {
    const { secret } = await makeKey({ requests_per_minute: 3 });
    const other = await makeKey({ requests_per_minute: 3 });
    for (let count = 0; count < 3; count += 1) expect((await ask('/api/overview', secret)).status).toBe(200);
    const refused = await ask('/api/overview', secret);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
    expect((await ask('/api/overview', other.secret)).status).toBe(200);
  });

  test('in an address is refused, and named in no message', async () => {
    const { secret } = await makeKey();
    const { status, text } = await ask(`/api/overview?key=${secret}`, secret);
    expect(status).toBe(400);
    expect(text).not.toContain(secret);
  });

  test('is recorded with its last use, and in the audit trail with each new address', async () => {
    const { id, secret } = await makeKey();
    await ask('/api/overview', secret);
    await ask('/api/overview', secret);
    await expect
      .poll(async () => (await database().apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAddress)
      .toBe('127.0.0.1');
    const rows = await database().auditRow.findMany({ where: { action: 'key.used_from' } });
    expect(rows.map(({ actor, entityId, address }) => [actor, entityId, address])).toEqual([
      [`key:${id}`, id, '127.0.0.1'],
    ]);
  });

  test('is stored as a hash only', async () => {
    const { id, secret } = await makeKey();
    const [, , , inKey = ''] = secret.split('_');
    expect(inKey).toHaveLength(43);
    const row = await database().apiKey.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(inKey);
  });

  test('that is revoked ends its event streams', async () => {
    const { id, secret } = await makeKey();
    const { id: otherId, secret: otherSecret } = await makeKey();
    const [ended, stays] = [await openStream(secret), await openStream(otherSecret)];
    await revokeKey({ actor: operator, input: { id } });
    await expect(ended.read()).rejects.toThrow();
    let isOpen = true;
    stays.closed.catch(() => {
      isOpen = false;
    });
    await revokeKey({ actor: operator, input: { id: otherId } });
    await expect.poll(() => isOpen).toBe(false);
  });

  test('that expires, or whose overlap is over, ends its event streams', async () => {
    const { secret } = await makeKey({ expires_at: new Date(Date.now() + 1500).toISOString() });
    const { id, secret: rotated } = await makeKey();
    const streams = [await openStream(secret), await openStream(rotated)];
    await rotateKey({ actor: operator, input: { id, body: { overlap_hours: 1 / 3600 } } });
    for (const stream of streams) await expect(stream.read()).rejects.toThrow();
  });
});

describe('without a key or session', () => {
  test.each(['/', '/queue', '/models/fraud%2Feu?from=1'])(
    'the page %s leads to the sign-in and back',
    async (path) => {
      const { status, headers } = await ask(path);
      expect(status).toBe(307);
      const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
      expect(headers.get('location')).toBe(`/sign-in${next}`);
    },
  );

  test.each(['/api/overview', '/metrics', '/api/nothing', '/api/jobs/x/approve'])(
    '%s is not served',
    async (path) => {
      const { status, text } = await ask(path, undefined, path.endsWith('approve') ? { method: 'POST' } : {});
      expect(status).toBe(401);
      expect(JSON.parse(text).code).toBe('UNAUTHENTICATED');
    },
  );

  test('pages of the sign-in, scripts and the health of the app are served', async () => {
    for (const path of ['/sign-in', '/api/sign-in', '/_next/static/chunks/a.js', '/icon.svg'])
      expect(await ask(path)).toMatchObject({ status: 200, text: 'nobody' });
  });

  test('an address that only looks like a script is not', async () => {
    for (const path of ['/_next/static/%2e%2e/%2e%2e/api/overview', '/_next/static/..%2f..%2fapi%2foverview'])
      expect((await ask(path)).status).not.toBe(200);
  });
});

describe('a route', () => {
  test('that is not in the table does not answer, whoever asks', async () => {
    const { secret } = await makeKey();
    expect((await ask('/api/overview', secret, { method: 'PUT' })).status).toBe(405);
    const { status, headers } = await ask('/api/jobs', secret, { method: 'DELETE' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
  });

  test('written in another way has the same rule', async () => {
    const { secret } = await makeKey({ scope: 'ingest' });
    for (const path of ['/api/%6fverview', '/api/./overview', '/%61pi/overview'])
      expect((await ask(path, secret)).status, path).not.toBe(200);
  });

  test('with a NUL in it is not there, and nothing asks the database for it', async () => {
    const { secret } = await makeKey();
    for (const path of ['/api/keys/%00', '/api/users/a%00b', '/models/%00'])
      expect(await ask(path, secret, { method: path.startsWith('/api') ? 'PATCH' : 'GET' })).toMatchObject({
        status: 404,
        text: expect.stringContaining('there is nothing at this address'),
      });
  });

  test('of a page that is not allowed leads to a page that says so', async () => {
    const { secret } = await makeKey({ scope: 'read' });
    const { status, headers } = await ask('/settings/users', secret);
    expect([status, headers.get('location')]).toEqual([307, '/not-allowed?action=manage_users']);
  });
});

test('until there is an admin, only the set-up and the own key get in, and only from this machine', async () => {
  const fresh = await openProcess(false);
  processes.push(fresh);
  const { secret } = await makeKey();
  expect((await ask('/', undefined, { at: fresh.url })).headers.get('location')).toBe('/set-up');
  expect((await ask('/set-up', undefined, { at: fresh.url })).status).toBe(200);
  expect((await ask('/api/overview', undefined, { at: fresh.url })).status).toBe(401);
  expect((await ask('/api/overview', secret, { at: fresh.url })).status).toBe(200);
});

test('nobody is left in the context of what runs later', () => {
  expect(callerIfKnown()).toBeUndefined();
  expect(() => caller()).toThrow('sign in');
});
