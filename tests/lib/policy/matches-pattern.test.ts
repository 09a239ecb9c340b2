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

test('a pattern of many stars is answered, not pondered over', () => {
  // A backtracking regular expression would need more steps than there are atoms.
  expect(matchesPattern(`${'*a'.repeat(60)}b`, 'a'.repeat(200))).toBe(false);
});
