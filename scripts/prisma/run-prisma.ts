import { spawn } from 'node:child_process';
import path from 'node:path';
import { readEnv } from '../../lib/env';
import { openServer } from '../serve/open-database';

/**
 * Runs Prisma's command line on the app's database with the schema engine of this project.
 *
 * @returns the exit code
 */
export async function runPrisma(args: string[]): Promise<number> {
  const server = await openServer(readEnv(), (sentence) => console.error(sentence));
  try {
    const child = spawn(process.execPath, ['node_modules/prisma/build/index.js', ...args], {
      stdio: 'inherit',
      env: {
        ...process.env,
        DATABASE_URL: server.url,
        PRISMA_SCHEMA_ENGINE_BINARY: path.resolve('scripts/schema-engine.mjs'),
      },
    });
    // Ctrl-C reaches Prisma too, which then exits; this process stays until the database is closed.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    await server.close();
  }
}
