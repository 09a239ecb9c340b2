import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const integration = 'tests/**/*.integration.test.ts';
const e2e = 'tests/e2e/**/*.test.ts';
/**
 * Files that set what a process reads once, or look at what it has then. All others share a thread, which loads what
 * they have in common once.
 */
const ownThread = [
  'tests/api/small-queue.integration.test.ts',
  // Counts the work of code that nothing has compiled before.
  'tests/contract/update-cost.test.ts',
  // Its workers may still be ending when it has ended.
  'tests/lib/background/start-background.integration.test.ts',
  'tests/lib/db/{database-state.test,unavailable.integration.test}.ts',
  'tests/lib/services/identity/{password-links,provider-sign-in}.integration.test.ts',
  'tests/lib/services/settings/settings.integration.test.ts',
];
/** What measures the app under load: nothing else may run beside it. */
const alone = 'tests/e2e/alone/**/*.test.ts';

/** Runs Caddy itself where it is installed; another test parses its file everywhere. */
const caddy = 'tests/examples/proxy/caddy.test.ts';
const withoutCaddy = spawnSync('caddy', ['version']).status === 0 ? [] : [caddy];

/** The browser tests have the real ones. */
const cheapPasswords = 'tests/helpers/cheap-passwords.ts';

/** Some of these wait for a database or a process: a third worker uses the processor meanwhile. */
const first = { maxWorkers: 3, sequence: { groupOrder: 0 } };

/** The files of a worker use one database after the other, of the same name. */
const withDatabase = {
  ...first,
  globalSetup: ['tests/helpers/database-server.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

/** Each file starts an app of its own, on a free port and in a folder of its own. */
const endToEnd = {
  pool: 'forks' as const,
  isolate: false,
  globalSetup: ['tests/helpers/chromium-setup.ts', 'tests/helpers/used-data-folder.ts'],
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 45_000 } },
};

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    maxWorkers: 2,
    // Threads start sooner than processes, and load with less work.
    pool: 'threads',
    // One second by default, which is too short on a busy machine; a condition that holds ends the wait.
    expect: { poll: { timeout: 20_000 } },
    // Only with --coverage: npm run coverage.
    coverage: {
      provider: 'v8',
      include: ['app', 'components', 'examples', 'lib', 'scripts'].map(
        (folder) => `${folder}/**/*.{ts,tsx,mjs}`,
      ),
      exclude: ['lib/generated/**'],
      reporter: ['text', 'html'],
      reportOnFailure: true,
    },
    projects: [
      {
        extends: true,
        test: {
          ...first,
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [integration, e2e, ...ownThread, ...withoutCaddy],
          isolate: false,
          // A few tests run a command line, which takes its time on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...withDatabase,
          name: 'integration',
          globalSetup: [...withDatabase.globalSetup, 'tests/helpers/used-data-folder.ts'],
          setupFiles: [cheapPasswords, 'tests/helpers/worker-database.ts'],
          include: [integration],
          exclude: [e2e, ...ownThread],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { ...withDatabase, name: 'own-thread', setupFiles: [cheapPasswords], include: ownThread },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: [e2e],
          exclude: [alone],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e-alone',
          include: [alone],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
