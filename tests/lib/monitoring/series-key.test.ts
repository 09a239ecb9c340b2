import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalLabels, seriesKey } from '@/lib/monitoring/index';

test('labels in any order are the same labels', () => {
  expect(canonicalLabels({ b: '2', a: '1', 10: 'x', 9: 'y' })).toBe('{"10":"x","9":"y","a":"1","b":"2"}');
  expect(canonicalLabels({ a: '1', b: '2' })).toBe(canonicalLabels({ b: '2', a: '1' }));
});

test('no labels and empty labels name the same series', () => {
  expect(canonicalLabels(undefined)).toBe('{}');
  expect(canonicalLabels({})).toBe('{}');
});

test('the canonical form is JSON that reads back as the labels', () => {
  const labels = { 'quote"d': 'new\nline', __proto_: 'x', '': 'empty name' };
  expect(JSON.parse(canonicalLabels(labels))).toEqual(labels);
});

test('different series never share a key, whatever their names contain', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '1', ':', '{', '}', '"'), maxLength: 6 });
  const series = fc.record({
    modelId: name,
    metric: name,
    labels: fc.dictionary(name, name, { maxKeys: 2 }),
  });
  fc.assert(
    fc.property(series, series, (first, second) => {
      const same =
        first.modelId === second.modelId &&
        first.metric === second.metric &&
        canonicalLabels(first.labels) === canonicalLabels(second.labels);
      expect(seriesKey(first) === seriesKey(second)).toBe(same);
    }),
    { seed: 21, numRuns: 3000 },
  );
  expect(seriesKey({ modelId: 'a3:', metric: 'b' })).not.toBe(seriesKey({ modelId: 'a', metric: '1:b' }));
});
