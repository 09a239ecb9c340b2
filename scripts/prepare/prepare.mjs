import { alone } from './alone.mjs';
import { build, isBuilt } from './build.mjs';
import { bundle, isBundled } from './bundle.mjs';
import { generate, isGenerated } from './generate.mjs';
import { install, isInstalled } from './install.mjs';

const installing = { isDone: isInstalled, work: install };
const generating = { isDone: isGenerated, work: generate };
const bundling = { isDone: isBundled, work: bundle };
const building = { isDone: isBuilt, work: build };

/**
 * Runs the missing steps in order. A process that had to wait for another one checks again.
 *
 * @param {{isDone: () => boolean, work: () => Promise<void>}[]} steps
 */
async function complete(steps) {
  if (steps.every(({ isDone }) => isDone())) return;
  await alone(async () => {
    for (const { isDone, work } of steps) if (!isDone()) await work();
  });
}

/** Makes everything that a command needs: packages, the database client and the bundles. */
export const prepareSources = () => complete([installing, generating, bundling]);

/** The same with the production build of the pages. */
export const prepareBuild = () => complete([installing, generating, bundling, building]);
