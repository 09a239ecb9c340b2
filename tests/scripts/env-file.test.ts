import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const module = path.resolve('scripts/prepare/load-env-file.mjs');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'driftwatch-env-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Returns the settings of a process that has loaded a file with this text; null for a missing file. */
function settingsAfter(text: string | null, env: Record<string, string>): Record<string, string> {
  const file = path.join(folder, '.env');
  if (text !== null) writeFileSync(file, text);
  const program = `
    import { loadEnvFile } from ${JSON.stringify(module)};
    loadEnvFile(${JSON.stringify(file)});
    console.log(JSON.stringify(process.env));`;
  const args = ['--input-type=module', '-e', program];
  const output = execFileSync(process.execPath, args, {
    env: env as NodeJS.ProcessEnv,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output);
}

test('a setting in .env takes effect', () => {
  const text = '# PORT=1\nPORT=4000\nDATABASE_URL="postgresql://me:p$a#b@db/x"\n';
  expect(settingsAfter(text, {})).toMatchObject({ PORT: '4000', DATABASE_URL: 'postgresql://me:p$a#b@db/x' });
});

test('the environment takes precedence, even if it is empty', () => {
  expect(settingsAfter('PORT=4000\nHOST=0.0.0.0\n', { PORT: '5000', HOST: '' })).toMatchObject({
    PORT: '5000',
    HOST: '',
  });
});

test('without a file nothing changes', () => {
  expect(settingsAfter(null, { PORT: '5000' })).toEqual({ PORT: '5000' });
});
