import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '@/lib/ingest/body/parse-json';

const infinite = Number.POSITIVE_INFINITY;

test.each([
  ['NaN', infinite],
  ['[NaN,Infinity,-Infinity]', [infinite, infinite, -infinite]],
  ['{"a": NaN}', { a: infinite }],
  [
    '{"NaN": "Infinity", "a\\"NaN": [NaN, "\\\\", NaN]}',
    { NaN: 'Infinity', 'a"NaN': [infinite, '\\', infinite] },
  ],
])('%s is read with its numbers infinite', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(['{"a": NaN', 'NaNa', 'nan', '[Infinit]', '"NaN', 'x "NaN"'])(
  '%j is told what JSON.parse says',
  (text) => {
    let words = '';
    try {
      JSON.parse(text);
    } catch (error) {
      words = (error as Error).message;
    }
    expect(() => parseJson(text)).toThrow(words);
  },
);

test('strings are never touched, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^(NaN|Infinity|"|\\|,|a)*$/)), (texts) => {
      const json = JSON.stringify(texts);
      expect(parseJson(json)).toEqual(texts);
      expect(parseJson(`[${json}, NaN]`)).toEqual([texts, infinite]);
    }),
    { seed: 3, numRuns: 500 },
  );
});
