import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { projectRoot } from './project-root.mjs';

/**
 * What runs outside Next: the server, the commands and the threads of previews.
 *
 * @typedef {{
 *   'lib/postgres/binaries.ts': typeof import('../../lib/postgres/binaries.ts'),
 *   'lib/services/preview/preview-thread.ts': typeof import('../../lib/services/preview/preview-thread.ts'),
 *   'scripts/admin/admin.ts': typeof import('../admin/admin.ts'),
 *   'scripts/backup/backup.ts': typeof import('../backup/backup.ts'),
 *   'scripts/backup/restore.ts': typeof import('../backup/restore.ts'),
 *   'scripts/detect/detect.ts': typeof import('../detect/detect.ts'),
 *   'scripts/doctor/doctor.ts': typeof import('../doctor/doctor.ts'),
 *   'scripts/prisma/run-prisma.ts': typeof import('../prisma/run-prisma.ts'),
 *   'scripts/rotate-secrets/rotate.ts': typeof import('../rotate-secrets/rotate.ts'),
 *   'scripts/sample.ts': typeof import('../sample.ts'),
 *   'scripts/serve/serve.ts': typeof import('../serve/serve.ts'),
 * }} EntryPoints
 */
/** @type {(keyof EntryPoints)[]} */
const entryPoints = [
  'lib/postgres/binaries.ts',
  'lib/services/preview/preview-thread.ts',
  'scripts/admin/admin.ts',
  'scripts/backup/backup.ts',
  'scripts/backup/restore.ts',
  'scripts/detect/detect.ts',
  'scripts/doctor/doctor.ts',
  'scripts/prisma/run-prisma.ts',
  'scripts/rotate-secrets/rotate.ts',
  'scripts/sample.ts',
  'scripts/serve/serve.ts',
];
/** Everything that can change the result. */
const sources = ['examples', 'lib', 'scripts', 'prisma/schema.prisma', 'package-lock.json', 'tsconfig.json'];
const output = path.join(projectRoot, 'dist');
/** Where it is made: what runs meanwhile, or a failure, finds the former bundles in place. */
const making = path.join(projectRoot, 'dist.new');
const stamp = path.join(output, 'fingerprint');

const wanted = () => fingerprint(projectRoot, sources, ['lib/generated']);

export const isBundled = () => readStamp(stamp) === wanted();

/**
 * Makes one JavaScript file of each entry point and shared ones of what they have in common: loading a
 * thousand files of TypeScript takes seconds at every start. Packages stay as they are.
 *
 * @param {string} outdir a folder of this project, so that the packages are found
 * @param {Pick<import('esbuild').BuildOptions, 'entryPoints' | 'plugins'>} options
 */
export async function makeBundles(outdir, options) {
  const { build, stop } = await import('esbuild');
  try {
    await build({
      absWorkingDir: projectRoot,
      outdir,
      outbase: '.',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      // Read only with NODE_OPTIONS=--enable-source-maps: they cost a quarter of the work of a start.
      sourcemap: 'linked',
      logLevel: 'warning',
      ...options,
    });
  } finally {
    // Otherwise its process would stay beside a server for as long as that runs.
    await stop();
  }
}

/** Replaces the bundles by those of the present sources. */
export async function bundle() {
  rmSync(making, { recursive: true, force: true });
  const now = wanted();
  await makeBundles(making, { entryPoints });
  writeStamp(path.join(making, path.basename(stamp)), now);
  // First, so that a kill leaves no stamp beside a part of the files.
  rmSync(stamp, { force: true });
  rmSync(output, { recursive: true, force: true });
  renameSync(making, output);
}

/**
 * Loads the bundle of an entry point.
 *
 * @template {keyof EntryPoints} Path
 * @param {Path} entryPoint its TypeScript, relative to the project
 * @returns {Promise<EntryPoints[Path]>}
 */
export const importBundle = (entryPoint) =>
  import(pathToFileURL(path.join(output, entryPoint.replace(/\.ts$/, '.js'))).href);
