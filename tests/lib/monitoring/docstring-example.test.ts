import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runExample } from '../../helpers/run-example';

const root = path.resolve(import.meta.dirname, '../../..');

/** The code block of the docstring of `lib/monitoring/index.ts`, as a reader would copy it. */
function exampleInDocstring(): string {
  const source = readFileSync(path.join(root, 'lib/monitoring/index.ts'), 'utf8');
  const block = /^ \* ```ts\n(.*?)^ \* ```$/ms.exec(source)?.[1] ?? '';
  return block.replaceAll(/^ \* ?/gm, '');
}

test('the example in the docstring of the library runs and prints what it says', () => {
  const example = exampleInDocstring();
  const promised = /^\/\/ prints: (.*)$/m.exec(example)?.[1];
  expect(promised).toBe('retrain churn: accuracy is off by 0.1433');
  expect(runExample(example)).toBe(`${promised}\n`);
}, 30_000);
