import { alone } from './alone.mjs';
import { build, isBuilt } from './build.mjs';
import { generate, isGenerated } from './generate.mjs';
import { install, isInstalled } from './install.mjs';

const installing = { isDone: isInstalled, work: install };
const generating = { isDone: isGenerated, work: generate };
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

/** Installs packages and generates the client: everything needed to run TypeScript here. */
export const prepareSources = () => complete([installing, generating]);

/** The same with the production build. */
export const prepareBuild = () => complete([installing, generating, building]);
