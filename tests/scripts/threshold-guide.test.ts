import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runExample } from '../helpers/run-example';

test('the example of how a threshold is chosen runs as docs/detectors.md has it, and prints what it says there', () => {
  const [, section = ''] = readFileSync('docs/detectors.md', 'utf8').split('## How a threshold is chosen\n');
  const example = /^```ts\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  const promised = /^```text\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  expect(promised).toMatch(/^The level changes for good .+\nWith threshold .+\nNeeds about /);
  expect(runExample(example)).toBe(promised);
}, 60_000);
