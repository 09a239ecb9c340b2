import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from '@/lib/policy/matches-pattern';

test.each([
  ['*', 'anything', true],
  ['*', '', true],
  ['accuracy', 'accuracy', true],
  ['accuracy', 'accuracy2', false],
  ['acc*', 'accuracy', true],
  ['*_loss', 'log_loss', true],
  ['*_loss', 'log_losses', false],
  ['team/*/v?', 'team/fraud/eu/v2', true],
  ['team/*/v?', 'team/fraud/v12', false],
  ['a*b*c', 'axxbyybzc', true],
  ['a*b*c', 'axxbyyb', false],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['Accuracy', 'accuracy', false],
  ['??', '?', false],
])('pattern %j on %j is %j', (pattern, name, matches) => {
  expect(matchesPattern(pattern, name)).toBe(matches);
});

test('the number of steps is at most the product of the two lengths', () => {
  let read = 0;
  const counted = (text: string) =>
    new Proxy(
      { length: text.length },
      {
        get(_, key) {
          read += 1;
          return key === 'length' ? text.length : text[Number(key)];
        },
      },
    ) as unknown as string;
  const letters = fc.constantFrom('a', 'b', '*', '?');
  const text = fc.string({ unit: letters, maxLength: 200 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 200 });
  const hostile = fc.constantFrom<[string, string]>(
    [`*${'a'.repeat(100)}b`, 'a'.repeat(200)],
    [`${'*a'.repeat(99)}*b`, 'a'.repeat(200)],
    [`*${'?'.repeat(100)}b`, 'a'.repeat(200)],
  );
  fc.assert(
    fc.property(fc.oneof(fc.tuple(text, name), hostile), ([pattern, given]) => {
      read = 0;
      matchesPattern(counted(pattern), counted(given));
      // Three reads per step: of the pattern, of the name, of its length.
      expect(read).toBeLessThanOrEqual(3 * (pattern.length + 1) * (given.length + 1));
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('a pattern with many stars does not backtrack', () => {
  // A backtracking regular expression would need more steps than there are atoms.
  expect(matchesPattern(`${'*a'.repeat(60)}b`, 'a'.repeat(200))).toBe(false);
});
