import { startVitest } from 'vitest/node';
import { countTests } from './count-tests.mjs';

/**
 * Runs every project of vitest.config.ts once; `filters` are parts of file names.
 *
 * @param {string[]} filters
 */
export async function runTests(filters) {
  const vitest = await startVitest('test', filters, { run: true, watch: false });
  const counts = countTests(vitest.state.getTestModules(), vitest.state.getUnhandledErrors());
  await vitest.close();
  // For example if the set-up of a project failed or no test was found: there is no failed test to show.
  const isSilentFailure = counts.failed === 0 && Boolean(process.exitCode);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}
