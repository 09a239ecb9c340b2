import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methods } from '@/lib/monitoring';
import { describeDetectors } from '@/scripts/describe-detectors';
import { advice } from '@/scripts/detector-guide';

test('docs/detectors.md matches the registry; if not, run npm run docs:detectors', () => {
  expect(readFileSync('docs/detectors.md', 'utf8')).toBe(describeDetectors());
});

test('the guide says for every method when to use it, or that it is for comparison', () => {
  const text = JSON.stringify(advice);
  for (const { method } of methods) expect(text).toMatch(new RegExp(`\\b${method}\\b`));
});
