import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project-root.mjs';

/** Takes the settings of `.env` where the environment has none of that name; an empty one counts as there. */
export function loadEnvFile(file = path.join(projectRoot, '.env')) {
  if (existsSync(file)) process.loadEnvFile(file);
}
