import { expect, test } from 'vitest';
import { onlyAllows } from '@/lib/http/server';

const modules = import.meta.glob<Record<string, unknown>>('../../app/api/**/route.ts');

test.each(Object.keys(modules))(
  '%s handles every method itself, so that Next sends no empty response',
  async (path) => {
    const exported = Object.keys((await modules[path]?.()) ?? {});
    const wanted = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    expect(wanted.filter((method) => !exported.includes(method))).toEqual([]);
  },
);

test('a method that a route does not support returns a problem document with the supported ones', async () => {
  const response = await onlyAllows('GET', 'POST').PATCH();
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    detail: 'this address supports GET, POST, HEAD, OPTIONS',
  });
});

test('OPTIONS lists the supported methods', async () => {
  const response = await onlyAllows('POST').OPTIONS();
  expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
});
