import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { sample } = await import('./sample.ts');
  await sample();
});
