import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from '@/lib/policy/matches-pattern';
import { PatternIndex } from '@/lib/policy/pattern-index';

const name = fc.constantFrom('a', 'b', 'ab', '', 'a*');
const pattern = fc.constantFrom('a', 'b', 'ab', '', '*', '?', 'a*', '*b', 'a?');

test('finds the same as a comparison with every pattern, in the same order', () => {
  const items = fc.array(fc.record({ modelPattern: pattern, metricPattern: pattern }), { maxLength: 30 });
  fc.assert(
    fc.property(items, name, name, (all, modelId, metric) => {
      const slow = all.filter(
        (item) => matchesPattern(item.modelPattern, modelId) && matchesPattern(item.metricPattern, metric),
      );
      expect(new PatternIndex(all).matching(modelId, metric)).toEqual(slow);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('compares no pattern of ten thousand exact items, and at most one side of the others', () => {
  let compared = 0;
  const counting = (one: string, other: string) => {
    compared += 1;
    return matchesPattern(one, other);
  };
  const exact = Array.from({ length: 10_000 }, (_, at) => ({
    modelPattern: `m${at}`,
    metricPattern: 'loss',
  }));
  const broad = [
    { modelPattern: 'm7', metricPattern: '*' },
    { modelPattern: 'm*', metricPattern: 'loss' },
    { modelPattern: '*', metricPattern: 'accuracy' },
  ];
  const index = new PatternIndex([...exact, ...broad], counting);
  expect(index.matching('m7', 'loss')).toEqual([exact[7], broad[0], broad[1]]);
  expect(compared).toBe(2);
});
