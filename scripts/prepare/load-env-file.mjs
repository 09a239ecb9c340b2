import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project-root.mjs';

/** Sets the variables of `.env` that the environment does not have; an empty variable counts as present. */
export function loadEnvFile(file = path.join(projectRoot, '.env')) {
  if (existsSync(file)) process.loadEnvFile(file);
}
