import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routeRules } from '@/lib/policy/routes';
import { keyScopeSchema, roleSchema } from '@/lib/schemas/roles';

const readme = readFileSync('README.md', 'utf8');

/** The first cells of all rows of tables. */
const firstCells = readme.split('\n').flatMap((line) => /^\| (.+?) \|/.exec(line)?.[1] ?? []);

test('every curl line sends a key', () => {
  const commands = readme.replaceAll('\\\n', ' ').match(/\bcurl '?http.*/g) ?? [];
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) expect(command).toContain('-H "Authorization: Bearer $DRIFTWATCH_KEY"');
});

test('the table of calls has every route of the API, some by their last part', () => {
  const named = firstCells.join('\n');
  const isNamed = (path: string) => {
    const [, lastPart] = /^.+\/([a-z-]+(?:\/:\w+)?)$/.exec(path) ?? [];
    const ends = ['`', '?', ' '];
    return [path, ...(lastPart ? [`…/${lastPart}`] : [])].some((text) =>
      ends.some((end) => named.includes(`${text}${end}`)),
    );
  };
  const paths = [...new Set(Object.keys(routeRules).map((route) => route.split(' ')[1] as string))];
  expect(paths.filter((path) => path.startsWith('/api/') && !isNamed(path))).toEqual([]);
});

test('every role and every scope of a key is explained', () => {
  for (const name of [...roleSchema.options, ...keyScopeSchema.options])
    expect(firstCells).toContain(`\`${name}\``);
});
