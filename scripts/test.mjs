import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareBuild } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
process.chdir(projectRoot);

await exitOnFailure(async () => {
  // The browser tests use the production build.
  await prepareBuild();
  const { runTests } = await import('./test/run-tests.mjs');
  const { passed, failed } = await runTests(process.argv.slice(2));
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
});
