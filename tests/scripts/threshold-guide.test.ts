import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runExample } from '../helpers/run-example';

test('the example in docs/detectors.md of how a threshold is chosen runs, and prints what the page says', () => {
  const [, section = ''] = readFileSync('docs/detectors.md', 'utf8').split('## How a threshold is chosen\n');
  const example = /^```ts\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  const promised = /^```text\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  expect(promised).toMatch(/^The level changes for good .+\nWith threshold .+\nNeeds about /);
  expect(runExample(example)).toBe(promised);
}, 60_000);
