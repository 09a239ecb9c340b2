import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { projectRoot } from './project-root.mjs';
import { run } from './run.mjs';

const generated = path.join(projectRoot, 'lib', 'generated');
const stamp = path.join(generated, 'fingerprint');

const wanted = () => fingerprint(projectRoot, ['prisma/schema.prisma', 'package-lock.json']);

export function isGenerated() {
  return readStamp(stamp) === wanted() && existsSync(path.join(generated, 'prisma', 'client.ts'));
}

export async function generate() {
  console.error('Generating the database client…');
  rmSync(stamp, { force: true });
  const now = wanted();
  // Generating needs no schema engine, but Prisma downloads one unless this names an executable.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  await run(
    'prisma generate',
    path.join(projectRoot, 'node_modules', 'prisma', 'build', 'index.js'),
    ['generate'],
    env,
  );
  writeStamp(stamp, now);
}
