import { alone } from './alone.mjs';
import { build, isBuilt } from './build.mjs';
import { generate, isGenerated } from './generate.mjs';
import { install, isInstalled } from './install.mjs';

const installing = { isDone: isInstalled, work: install };
const generating = { isDone: isGenerated, work: generate };
const building = { isDone: isBuilt, work: build };

/**
 * Does what is missing, in order; a process that waited for another looks again before it works.
 *
 * @param {{isDone: () => boolean, work: () => Promise<void>}[]} steps
 */
async function complete(steps) {
  if (steps.every(({ isDone }) => isDone())) return;
  await alone(async () => {
    for (const { isDone, work } of steps) if (!isDone()) await work();
  });
}

/** Packages and the generated client: what it takes to run TypeScript here. */
export const prepareSources = () => complete([installing, generating]);

/** Beside these, the production build. */
export const prepareBuild = () => complete([installing, generating, building]);
