import { exitOnFailure } from './exit-on-failure.mjs';
import { loadEnvFile } from './load-env-file.mjs';
import { prepareSources } from './prepare.mjs';
import { projectRoot } from './project-root.mjs';
import { requireNode } from './require-node.mjs';

/**
 * Runs a command whose code is TypeScript: in the folder of the project, with the settings of `.env`, once `prepare` has
 * made what is missing.
 *
 * @param {(startFolder: string) => Promise<unknown>} main imports its module itself, which can only be loaded by then.
 *   `startFolder` is where the person stands: npm changes into the project, and paths are not meant from there.
 * @param {() => Promise<void>} prepare
 */
export async function runCommand(main, prepare = prepareSources) {
  requireNode();
  const startFolder = process.env.INIT_CWD ?? process.cwd();
  process.chdir(projectRoot);
  await exitOnFailure(async () => {
    loadEnvFile();
    await prepare();
    const { register } = await import('tsx/esm/api');
    register();
    await main(startFolder);
  });
}
