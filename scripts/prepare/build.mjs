import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compressStatic } from './compress-static.mjs';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { projectRoot } from './project-root.mjs';
import { run } from './run.mjs';

/** Everything that can change the result of the build. */
const sources = [
  'app',
  'components',
  'examples',
  'lib',
  'prisma/schema.prisma',
  'public',
  'next.config.js',
  'package-lock.json',
  'postcss.config.js',
  'tsconfig.json',
];
const output = path.join(projectRoot, '.next');
const stamp = path.join(output, 'driftwatch-fingerprint');

const wanted = () => fingerprint(projectRoot, sources, ['lib/generated']);

export function isBuilt() {
  return readStamp(stamp) === wanted() && existsSync(path.join(output, 'BUILD_ID'));
}

export async function build() {
  console.error('Building…');
  rmSync(stamp, { force: true });
  // Computed first, so that the next start notices a file saved during the build.
  const now = wanted();
  const next = path.join(projectRoot, 'node_modules', 'next', 'dist', 'bin', 'next');
  await run('next build', next, ['build'], { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  compressStatic(path.join(output, 'static'));
  writeStamp(stamp, now);
}
