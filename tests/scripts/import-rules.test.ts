import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

const files: Record<string, string> = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', paths: { '@/*': ['./*'] } },
  }),
  'package.json': '{}',
  'lib/policy/decide.ts': 'export type Decision = 1;',
  'lib/detectors/relative.ts': "import '../policy/decide';",
  'lib/detectors/aliased.ts': "import '@/lib/policy/decide';",
  'lib/detectors/of-types.ts':
    "import type { Decision } from '../policy/decide'; export type Again = Decision;",
  'lib/detectors/one.ts': 'export const detector = 1;',
  'lib/monitoring/right.ts': "import '../detectors/one';",
  'lib/stats/one.ts': "import './two';",
  'lib/stats/two.ts': "import './one';",
  'lib/stats/of-node.ts': "import 'node:fs';",
};

/** What `npm run lint` reports about a project of these files. */
let violations: string[];

beforeAll(async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'driftwatch-rules-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const script = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = ['--config', path.resolve('.dependency-cruiser.js'), '--output-type', 'json', 'lib'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: root }, (_, stdout) => resolve(stdout));
  });
  await rm(root, { recursive: true });
  const { summary } = JSON.parse(output) as { summary: { violations: Violation[] } };
  violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}, 120_000);

const of = (file: string) => violations.filter((violation) => violation.includes(`: ${file} →`));

it.each(['relative', 'aliased', 'of-types'])('an import against the direction is refused: %s', (name) => {
  expect(of(`lib/detectors/${name}.ts`)).toEqual([
    `imports-of ^lib/detectors/: lib/detectors/${name}.ts → lib/policy/decide.ts`,
  ]);
});

it('an import along the direction is accepted', () => {
  expect(of('lib/monitoring/right.ts')).toEqual([]);
});

it('a cycle is refused', () => {
  expect(violations).toContain('no-cycles: lib/stats/one.ts → lib/stats/two.ts');
});

it('a pure folder may not import Node’s modules', () => {
  expect(of('lib/stats/of-node.ts')).toEqual(['pure-folders-have-no-node-core: lib/stats/of-node.ts → fs']);
});
