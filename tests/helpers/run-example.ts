import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs TypeScript text as a separate program with this project's import alias, and returns its output. */
export function runExample(example: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'example-'));
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
