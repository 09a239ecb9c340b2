import { expect, test } from 'vitest';
import { onlyAllows } from '@/lib/http/server';

const modules = import.meta.glob<Record<string, unknown>>('../../app/api/**/route.ts');

test.each(Object.keys(modules))('%s answers every method itself, never Next without a word', async (path) => {
  const exported = Object.keys((await modules[path]?.()) ?? {});
  const wanted = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  expect(wanted.filter((method) => !exported.includes(method))).toEqual([]);
});

test('a method that a route does not have is a problem document that says which it has', async () => {
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

test('OPTIONS says which methods there are', async () => {
  const response = await onlyAllows('POST').OPTIONS();
  expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
});
