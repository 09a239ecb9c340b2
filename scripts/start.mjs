import { importBundle } from './prepare/bundle.mjs';
import { prepareBuild, prepareSources } from './prepare/prepare.mjs';
import { runCommand } from './prepare/run-command.mjs';

const isDevelopment = process.argv.includes('--dev');

await runCommand(
  async () => {
    const NODE_ENV = isDevelopment ? 'development' : 'production';
    Object.assign(process.env, { NODE_ENV, NEXT_TELEMETRY_DISABLED: '1' });
    const { serve } = await importBundle('scripts/serve/serve.ts');
    await serve({ isDevelopment });
  },
  isDevelopment ? prepareSources : prepareBuild,
);
