import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeDetectors } from '@/scripts/describe-detectors';

test('docs/detectors.md says what the registry says; if not, run npm run docs:detectors', () => {
  expect(readFileSync('docs/detectors.md', 'utf8')).toBe(describeDetectors());
});
