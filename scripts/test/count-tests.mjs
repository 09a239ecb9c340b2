/**
 * The parts of a test module of vitest that are used here.
 *
 * @typedef {object} Module
 * @property {{allTests(): Iterable<{result(): {state: string}}>}} children
 * @property {() => boolean} ok
 */

/**
 * A file that does not load, or whose set-up fails, has no failed test of its own.
 *
 * @param {Module} module
 */
function countModule(module) {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const passed = states.filter((state) => state === 'passed').length;
  const failedTests = states.length - passed;
  return { passed, failed: failedTests === 0 && !module.ok() ? 1 : failedTests };
}

/**
 * Counts passed and failed tests over all projects. A test that did not run counts as failed, because no test
 * may be skipped. So does an error outside any test.
 *
 * @param {Module[]} modules
 * @param {unknown[]} unhandledErrors
 */
export function countTests(modules, unhandledErrors) {
  const counts = modules.map(countModule);
  /** @param {'passed' | 'failed'} key */
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum('passed'), failed: sum('failed') + unhandledErrors.length };
}
