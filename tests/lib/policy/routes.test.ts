import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { methodsOf, routeRules, ruleOf } from '@/lib/policy/routes';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every route and page of the app, read from its files: `GET /api/jobs/:id`. */
async function served(): Promise<string[]> {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(^|\/)(route|page)\.tsx?$/.test(name),
  );
  const found = await Promise.all(
    files.map(async (name) => {
      const folder = path.dirname(name) === '.' ? '' : path.dirname(name);
      if (folder.includes('[...')) return [];
      const template = `/${folder.replace(/\[(\w+)\]/g, ':$1')}`;
      if (name.endsWith('page.tsx')) return [`GET ${template}`];
      const text = await readFile(path.join('app', name), 'utf8');
      // A route that refuses a method says so by `onlyAllows`.
      return methods
        .filter((method) => new RegExp(`export const ${method}\\b`).test(text))
        .map((method) => `${method} ${template}`);
    }),
  );
  return found.flat().sort();
}

/** Served in front of Next, or only in development. */
const elsewhere = ['GET /dev/components', 'GET /icon.svg', 'GET /metrics'];

test('the table holds every route of the app, and no other', async () => {
  const inTable = Object.keys(routeRules).filter((route) => !elsewhere.includes(route));
  expect(await served()).toEqual(inTable.sort());
});

test('a route that is not in the table has no rule and no methods', () => {
  expect(ruleOf('GET', '/api/nothing')).toBeUndefined();
  expect(ruleOf('PUT', '/api/jobs')).toBeUndefined();
  expect(ruleOf('toString', '')).toBeUndefined();
  expect(methodsOf('/api/nothing')).toEqual([]);
});

test('HEAD has the rule of GET', () => {
  expect(ruleOf('HEAD', '/api/jobs')).toBe(ruleOf('GET', '/api/jobs'));
  expect(methodsOf('/api/jobs')).toEqual(['GET', 'HEAD', 'POST']);
});
