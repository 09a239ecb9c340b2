import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftwatch-rules-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Returns what `npm run lint` would report about a project of these files. */
async function violations(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries({ ...files, 'tsconfig.json': tsConfig, 'package.json': '{}' })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const script = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = ['--config', path.resolve('.dependency-cruiser.js'), '--output-type', 'json', 'lib'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: root }, (_, stdout) => resolve(stdout));
  });
  const { summary } = JSON.parse(output) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

const tsConfig = JSON.stringify({
  compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', paths: { '@/*': ['./*'] } },
});
const detector = 'export const detector = 1;';

it.each([
  ['relative', "import '../policy/decide';"],
  ['aliased', "import '@/lib/policy/decide';"],
  ['of types only', "import type { Decision } from '../policy/decide'; export type Again = Decision;"],
])('an import against the direction is refused: %s', async (_, statement) => {
  const files = { 'lib/detectors/wrong.ts': statement, 'lib/policy/decide.ts': 'export type Decision = 1;' };
  expect(await violations(files)).toEqual([
    'imports-of ^lib/detectors/: lib/detectors/wrong.ts → lib/policy/decide.ts',
  ]);
});

it('an import along the direction is accepted', async () => {
  const files = { 'lib/monitoring/right.ts': "import '../detectors/one';", 'lib/detectors/one.ts': detector };
  expect(await violations(files)).toEqual([]);
});

it('a cycle is refused', async () => {
  const files = { 'lib/stats/one.ts': "import './two';", 'lib/stats/two.ts': "import './one';" };
  expect(await violations(files)).toContain('no-cycles: lib/stats/one.ts → lib/stats/two.ts');
});

it('a pure folder may not import Node’s modules', async () => {
  const files = { 'lib/stats/one.ts': "import 'node:fs';" };
  expect(await violations(files)).toContain('pure-folders-have-no-node-core: lib/stats/one.ts → fs');
});
