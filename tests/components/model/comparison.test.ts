import { describe, expect, test } from 'vitest';
import { meanDifference, outcomeOf } from '@/components/model/comparison';

describe('the outcome of a comparison', () => {
  test.each([
    ['higher_is_better', -0.03, -0.04, -0.02, 'worse'],
    ['higher_is_better', 0.03, 0.02, 0.04, 'better'],
    ['lower_is_better', 0.03, 0.02, 0.04, 'worse'],
    ['two_sided', 0.03, 0.02, 0.04, 'higher'],
    ['two_sided', -0.03, -0.04, -0.02, 'lower'],
    ['higher_is_better', -0.03, -0.07, 0.01, 'unclear'],
    ['higher_is_better', -0.03, null, null, 'unclear'],
  ] as const)('of %s with %d (%s to %s) is %s', (direction, diff, lower, upper, outcome) => {
    expect(outcomeOf({ diff, lower, upper }, direction)).toBe(outcome);
  });
});

describe('the mean of differences', () => {
  test('is surer than each of them', () => {
    const each = { diff: -0.04, lower: -0.06, upper: -0.02 };
    const mean = meanDifference([each, each, each, each]);
    expect(mean?.diff).toBeCloseTo(-0.04, 12);
    expect(mean?.lower).toBeCloseTo(-0.05, 12);
    expect(mean?.upper).toBeCloseTo(-0.03, 12);
  });

  test('leaves out those that nobody can tell', () => {
    expect(meanDifference([{ diff: 1, lower: null, upper: null }])).toBeNull();
    expect(meanDifference([])).toBeNull();
  });
});
