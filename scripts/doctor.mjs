import { runCommand } from './prepare/run-command.mjs';

await runCommand(async () => {
  // Its findings are what it says; what the app logs on the way would say them twice.
  process.env.LOG_LEVEL ||= 'silent';
  const { doctor } = await import('./doctor/doctor.ts');
  process.exit(await doctor(process.env, (line) => console.log(line)));
});
