import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { rotate } = await import('./rotate-secrets/rotate.ts');
  process.exitCode = await rotate(process.env, (line) => console.log(line));
});
