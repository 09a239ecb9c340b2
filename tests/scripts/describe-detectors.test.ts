import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { methods } from '@/lib/monitoring';
import { describeDetectors } from '@/scripts/describe-detectors';
import { adviceOf } from '@/scripts/detector-guide';

test('docs/detectors.md says what the registry says; if not, run npm run docs:detectors', () => {
  expect(readFileSync('docs/detectors.md', 'utf8')).toBe(describeDetectors());
});

test('every method is advised in one situation, and every situation has its methods in an unambiguous order', () => {
  const advice = adviceOf(methods);
  expect(advice.flatMap(({ choices }) => choices.map(({ method }) => method)).sort()).toEqual(
    methods.map(({ method }) => method).sort(),
  );
  for (const { choices } of advice) {
    const places = choices.map(
      ({ method }) => methods.find((one) => one.method === method)?.guide.advice.place,
    );
    expect(places).toEqual(choices.map((_, index) => index + 1));
  }
});

test('the advice is made of sentences', () => {
  for (const { choices } of adviceOf(methods))
    for (const { why } of choices) expect(why).toMatch(/^[A-Z].*\.$/);
});
