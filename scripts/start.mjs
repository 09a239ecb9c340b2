import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareBuild, prepareSources } from './prepare/prepare.mjs';
import { projectRoot } from './prepare/project-root.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
process.chdir(projectRoot);
const isDevelopment = process.argv.includes('--dev');

await exitOnFailure(async () => {
  await (isDevelopment ? prepareSources() : prepareBuild());
  process.env.NODE_ENV = isDevelopment ? 'development' : 'production';
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  const { register } = await import('tsx/esm/api');
  register();
  const { serve } = await import('./serve/serve.ts');
  await serve({ isDevelopment });
});
