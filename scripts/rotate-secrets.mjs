import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { rotate } = await importBundle('scripts/rotate-secrets/rotate.ts');
  process.exitCode = await rotate(process.env, (line) => console.log(line));
});
