import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeLicense } from '../../scripts/licenses/judge-license.mjs';
import { productionPackages } from '../../scripts/licenses/production-packages.mjs';

interface Found {
  name: string;
  version: string;
  license: string | undefined;
}

const namesOf = (packages: Parameters<typeof productionPackages>[0]) =>
  productionPackages(packages).map(({ name }: Found) => name);

test('every package of the app has a permissive licence, or a documented exception', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const all: Found[] = productionPackages(packages);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((one) => judgeLicense(one) === 'refused')).toEqual([]);
});

describe('the packages of the app', () => {
  test('are those of its dependencies and what these install, including options and peers', () => {
    const packages = {
      '': { dependencies: { app: '1' }, devDependencies: { tool: '1' } },
      'node_modules/app': {
        dependencies: { part: '1' },
        optionalDependencies: { binary: '1' },
        peerDependencies: { peer: '1', tool: '1' },
        peerDependenciesMeta: { tool: { optional: true } },
      },
      'node_modules/binary': {},
      'node_modules/part': {},
      'node_modules/peer': {},
      'node_modules/tool': { devOptional: true },
    };
    expect(namesOf(packages)).toEqual(['app', 'binary', 'part', 'peer']);
  });

  test('are found where Node finds them: the nearest node_modules first', () => {
    const packages = {
      '': { dependencies: { '@own/app': '1' } },
      'node_modules/@own/app': { version: '1.0.0', dependencies: { part: '2', other: '1' } },
      'node_modules/@own/app/node_modules/part': { version: '2.0.0', dependencies: { other: '1' } },
      'node_modules/other': { version: '1.0.0' },
      'node_modules/part': { version: '1.0.0' },
    };
    const found: Found[] = productionPackages(packages);
    expect(found.map(({ name, version }) => `${name}@${version}`)).toEqual([
      '@own/app@1.0.0',
      'other@1.0.0',
      'part@2.0.0',
    ]);
  });
});

describe('a licence', () => {
  const verdictOf = (license: string | undefined, name = 'part') => judgeLicense({ name, license });

  test.each(['MIT', 'MIT OR GPL-3.0-only', '(GPL-2.0 OR Apache-2.0)', 'MIT and ISC'])(
    '%s is permissive',
    (license) => {
      expect(verdictOf(license)).toBe('permissive');
    },
  );

  test.each([
    undefined,
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'AGPL-3.0',
    'UNLICENSED',
    'SEE LICENSE IN x',
    'CC-BY-4.0',
    '(MIT OR X) AND (GPL-3.0 OR Y)',
  ])('%s is refused', (license) => expect(verdictOf(license)).toBe('refused'));

  test('that was reviewed is allowed for the reviewed package while it stays the same', () => {
    expect(verdictOf('CC-BY-4.0', 'caniuse-lite')).toHaveProperty('reason');
    expect(verdictOf('GPL-3.0-only', 'caniuse-lite')).toBe('refused');
  });
});
