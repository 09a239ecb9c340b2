import { importBundle } from './prepare/bundle.mjs';
import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  // The findings say everything; log lines of the app would repeat them.
  process.env.LOG_LEVEL ||= 'silent';
  const { doctor } = await importBundle('scripts/doctor/doctor.ts');
  process.exit(await doctor(process.env, (line) => console.log(line)));
});
