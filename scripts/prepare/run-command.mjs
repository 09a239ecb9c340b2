import { exitOnFailure } from './exit-on-failure.mjs';
import { loadEnvFile } from './load-env-file.mjs';
import { prepareSources } from './prepare.mjs';
import { projectRoot } from './project-root.mjs';
import { requireNode } from './require-node.mjs';

/**
 * Runs a command written in TypeScript in the project folder, with the settings of `.env`, after `prepare`
 * has made what is missing.
 *
 * @param {(startFolder: string) => Promise<unknown>} main imports its bundle, which is there only then.
 *   `startFolder` is the user's folder: npm changes to the project folder, but paths are relative to the
 *   user's.
 * @param {() => Promise<void>} prepare
 */
export async function runCommand(main, prepare = prepareSources) {
  requireNode();
  const startFolder = process.env.INIT_CWD ?? process.cwd();
  process.chdir(projectRoot);
  await exitOnFailure(async () => {
    loadEnvFile();
    await prepare();
    await main(startFolder);
  });
}
