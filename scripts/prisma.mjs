import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { runPrisma } = await import('./prisma/run-prisma.ts');
  process.exit(await runPrisma(process.argv.slice(2)));
});
