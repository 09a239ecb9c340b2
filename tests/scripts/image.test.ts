import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { unusedPackages } from '../../scripts/image/unused-packages.mjs';

const dockerfile = readFileSync('Dockerfile', 'utf8');

test('the linter reports nothing about the Dockerfile, not even a warning', () => {
  expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
});

test('the container starts the app with the flags of npm start', () => {
  const [, command = ''] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(JSON.parse(command).join(' ')).toBe(scripts.start);
});

test('the container does not run as root', () => {
  const [, lastStage = ''] = dockerfile.split(/^FROM .*$/m).slice(1);
  expect(lastStage).toMatch(/^USER node$/m);
});

test('an image has the packages that dependencies install, without compilers and those for development', () => {
  const packages = {
    '': { dependencies: { app: '1' }, devDependencies: { tool: '1' } },
    'node_modules/app': { dependencies: { part: '2', '@next/swc-linux-x64-gnu': '1' } },
    'node_modules/app/node_modules/part': { version: '2.0.0' },
    'node_modules/@next/swc-linux-x64-gnu': {},
    'node_modules/tool': { dependencies: { part: '1' } },
    'node_modules/part': { version: '1.0.0' },
  };
  expect(unusedPackages(packages)).toEqual([
    'node_modules/@next/swc-linux-x64-gnu',
    'node_modules/tool',
    'node_modules/part',
  ]);
});
