import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async (startFolder) => {
  const { backup } = await importBundle('scripts/backup/backup.ts');
  await backup(process.argv.slice(2), startFolder);
});
