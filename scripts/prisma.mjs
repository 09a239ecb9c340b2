import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { runPrisma } = await importBundle('scripts/prisma/run-prisma.ts');
  process.exit(await runPrisma(process.argv.slice(2)));
});
