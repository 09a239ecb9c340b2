import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Entry {
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

function lockedPackages(): Record<string, Entry> {
  return JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
}

// npm leaves them out if the lock is made with a registry that lacks some platforms' builds, and then `npm
// ci` fails.
it('the lock file has an entry for every optional package it mentions', () => {
  const packages = lockedPackages();
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

// Without it, npm accepts whatever a registry, or anyone in between, sends under the name.
it('every package of the lock file has the hash of its contents', () => {
  const { '': _own, ...packages } = lockedPackages();
  const unchecked = Object.entries(packages).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
  expect(unchecked.map(([place]) => place)).toEqual([]);
});
