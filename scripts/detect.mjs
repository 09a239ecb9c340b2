import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();

await exitOnFailure(async () => {
  const { register } = await import('tsx/esm/api');
  register();
  const { detect } = await import('./detect/detect.ts');
  await detect(process.argv.slice(2), process.stdout);
});
