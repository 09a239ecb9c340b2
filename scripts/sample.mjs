import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { sample } = await importBundle('scripts/sample.ts');
  await sample();
});
