import path from 'node:path';
import { defineConfig } from 'vitest/config';

const integration = 'tests/**/*.integration.test.ts';
const e2e = 'tests/e2e/**/*.test.ts';

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    maxWorkers: 2,
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
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [integration, e2e],
          // A few tests run a command line, which takes its time on a busy machine.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          exclude: [e2e],
          globalSetup: ['tests/helpers/database-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: [e2e],
          globalSetup: ['tests/helpers/chromium-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One browser and one app at a time.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
