import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = ''] = process.argv.slice(2);
const { serve } = await import(pathToFileURL(path.resolve(folder, 'scripts/serve/serve.js')).href);
await serve({ isDevelopment: false });
