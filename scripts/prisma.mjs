import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareSources } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
process.chdir(projectRoot);
await exitOnFailure(async () => {
  await prepareSources();
  const { register } = await import('tsx/esm/api');
  register();
  const { runPrisma } = await import('./prisma/run-prisma.ts');
  process.exit(await runPrisma(process.argv.slice(2)));
});
