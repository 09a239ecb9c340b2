import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

function check(version: string): { code: number; said: string } {
  const module = path.resolve('scripts/prepare/require-node.mjs');
  const program = `import { requireNode } from ${JSON.stringify(module)}; requireNode(${JSON.stringify(version)});`;
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'pipe' });
    return { code: 0, said: '' };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { code: status, said: stderr.toString() };
  }
}

it.each(['20.19.0', '20.20.2', '22.0.0'])('Node %s is new enough', (version) => {
  expect(check(version).code).toBe(0);
});

it.each(['20.18.3', '18.20.0'])('Node %s is refused with the required version', (version) => {
  const { code, said } = check(version);
  expect(code).toBe(1);
  expect(said).toContain(`Driftwatch needs Node.js 20.19 or newer; this is ${version}`);
});

// Imports come before the check, so they must load on any Node that knows modules.
it('what is loaded before Node is checked does without import.meta.dirname', () => {
  const folder = 'scripts/prepare';
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  expect(files).toContain(path.join(folder, 'run-command.mjs'));
  expect(files.filter((file) => /import\.meta\.(dirname|filename)/.test(readFileSync(file, 'utf8')))).toEqual(
    [],
  );
});
