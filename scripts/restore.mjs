import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async (startFolder) => {
  const { restore } = await importBundle('scripts/backup/restore.ts');
  await restore(process.argv.slice(2), startFolder);
});
