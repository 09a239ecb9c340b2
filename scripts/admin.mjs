import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  const { admin } = await importBundle('scripts/admin/admin.ts');
  await admin(process.argv.slice(2), process.env, (line) => console.log(line));
});
