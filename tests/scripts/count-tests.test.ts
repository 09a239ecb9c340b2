import { expect, it } from 'vitest';
import { countTests } from '../../scripts/test/count-tests.mjs';

const module = (ok: boolean, ...states: string[]) => ({
  ok: () => ok,
  children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
});

it.each([
  ['tests over all files', [module(true, 'passed', 'passed'), module(false, 'passed', 'failed')], [], 3, 1],
  ['a file that did not load as one failure', [module(false)], [], 0, 1],
  ['a file whose set-up failed after its tests as one failure', [module(false, 'passed')], [], 1, 1],
  ['tests that did not run as failures', [module(true, 'passed', 'skipped', 'pending')], [], 1, 2],
  ['errors outside of tests', [module(true, 'passed')], [new Error('unhandled')], 1, 1],
  ['nothing', [], [], 0, 0],
])('counts %s', (_, modules, errors, passed, failed) => {
  expect(countTests(modules, errors)).toEqual({ passed, failed });
});
