import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { unusedPackages } from './image/unused-packages.mjs';
import { importBundle } from './prepare/bundle.mjs';
import { recordInstall } from './prepare/install.mjs';
import { prepareBuild } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { runCommand } from './prepare/run-command.mjs';

/** Source maps and types, which are not used there: a quarter of all packages. */
const unread = /\.(map|d\.[cm]?ts)$/;

/**
 * Builds the app in this folder and keeps only what is needed to run it, for a container image. Not for a
 * working clone.
 */
await runCommand(async () => {
  const { findBinaries } = await importBundle('lib/postgres/binaries.ts');
  // Creates links that the package could not contain and that the user of the container may not create, and
  // checks whether it runs here.
  await findBinaries(undefined);
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  for (const place of unusedPackages(packages)) rmSync(place, { recursive: true, force: true });
  for (const name of readdirSync('node_modules', { recursive: true, encoding: 'utf8' })) {
    if (unread.test(name)) rmSync(path.join('node_modules', name));
  }
  // Only useful for another build.
  rmSync(path.join('.next', 'cache'), { recursive: true, force: true });
  recordInstall();
  console.log(`Ready to run from ${projectRoot}`);
}, prepareBuild);
