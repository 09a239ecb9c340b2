import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern, patternsMeet } from '@/lib/policy/matches-pattern';

test.each([
  ['*', '*', true],
  ['', '', true],
  ['', '*', true],
  ['a', '', false],
  ['fraud-*', 'fraud-eu', true],
  ['fraud-*', '*-eu', true],
  ['fraud-*', 'churn-*', false],
  ['a?c', 'ab?', true],
  ['a?', 'a', false],
  ['a*b', 'a*c', false],
  ['*a*', 'b?b', true],
  ['*a', 'b*b', false],
])('%s and %s have a name in common: %s', (one, other, meet) => {
  expect(patternsMeet(one, other)).toBe(meet);
  expect(patternsMeet(other, one)).toBe(meet);
});

const names = ['', 'a', 'b'].flatMap((one) =>
  ['', 'a', 'b'].flatMap((two) =>
    ['', 'a', 'b'].flatMap((three) => ['', 'a', 'b'].map((four) => one + two + three + four)),
  ),
);

test('patterns meet if some short name matches both', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const common = names.some((name) => matchesPattern(one, name) && matchesPattern(other, name));
      // Two patterns of up to four characters that meet have a common name of up to eight.
      if (common) expect(patternsMeet(one, other)).toBe(true);
      else if (!one.includes('*') && !other.includes('*')) expect(patternsMeet(one, other)).toBe(false);
    }),
    { seed: 7, numRuns: 2000 },
  );
});
