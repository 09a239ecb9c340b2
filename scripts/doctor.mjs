import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareSources } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
process.chdir(projectRoot);

await exitOnFailure(async () => {
  await prepareSources();
  // The findings say everything; log lines of the app would repeat them.
  process.env.LOG_LEVEL ||= 'silent';
  const { register } = await import('tsx/esm/api');
  register();
  const { doctor } = await import('./doctor/doctor.ts');
  process.exit(await doctor(process.env, (line) => console.log(line)));
});
