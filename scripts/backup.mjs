import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareSources } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
// npm changes to the project folder, but paths are relative to the user's.
const startFolder = process.env.INIT_CWD ?? process.cwd();
process.chdir(projectRoot);

await exitOnFailure(async () => {
  await prepareSources();
  const { register } = await import('tsx/esm/api');
  register();
  const { backup } = await import('./backup/backup.ts');
  await backup(process.argv.slice(2), startFolder);
});
