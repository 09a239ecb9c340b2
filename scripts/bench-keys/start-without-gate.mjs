import path from 'node:path';
import { pathToFileURL } from 'node:url';

// As scripts/start.mjs sets them.
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
const [folder = ''] = process.argv.slice(2);
const { serve } = await import(pathToFileURL(path.resolve(folder, 'scripts/serve/serve.js')).href);
await serve({ isDevelopment: false });
