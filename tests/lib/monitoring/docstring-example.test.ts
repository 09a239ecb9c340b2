import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

/** The code block of the docstring of `lib/monitoring/index.ts`, as a reader would copy it. */
function exampleInDocstring(): string {
  const source = readFileSync(path.join(root, 'lib/monitoring/index.ts'), 'utf8');
  const block = /^ \* ```ts\n(.*?)^ \* ```$/ms.exec(source)?.[1] ?? '';
  return block.replaceAll(/^ \* ?/gm, '');
}

/** Runs TypeScript text as a program of its own, with this project's import alias, and returns what it prints. */
function run(example: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'docstring-example-'));
  try {
    const file = path.join(folder, 'example.mts');
    writeFileSync(file, example);
    const environment = { ...process.env, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') };
    const options = { cwd: root, env: environment, encoding: 'utf8' } as const;
    return execFileSync(process.execPath, ['--import', 'tsx', file], options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the example in the docstring of the library runs and prints what it says', () => {
  const example = exampleInDocstring();
  const promised = /^\/\/ prints: (.*)$/m.exec(example)?.[1];
  expect(promised).toBe('retrain churn: accuracy is off by 0.1433');
  expect(run(example)).toBe(`${promised}\n`);
}, 30_000);
