import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfJson, maxJsonDepth, maxJsonValues } from '@/lib/http/end-of-json';

const end = (text: string, from = 0) => endOfJson(text, from, () => 'it');

test('a value ends where its text does, whatever follows it', () => {
  const small = fc.json({ maxDepth: 5 });
  fc.assert(
    fc.property(
      small,
      fc.constantFrom(',', ']', '}', ', 1]', '],"'),
      fc.boolean(),
      (json, behind, isPretty) => {
        const text = isPretty ? JSON.stringify(JSON.parse(json), null, 2) : json;
        expect(end(text)).toBe(text.length);
        expect(end(`[1,${text}${behind}`, 3)).toBe(text.length + 3);
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

test.each([
  ['"\\"],"', 6],
  ['"\\\\",', 4],
  ['"\\\\\\"",', 6],
  ['"', 1],
  ['"\\"', 3],
  ['', 0],
])('the end of %j is %i', (text, expected) => {
  expect(end(text)).toBe(expected);
});

describe('limits', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const list = (values: number) => `[${Array(values - 2).fill('1')}]`;

  test('levels', () => {
    expect(end(nested(maxJsonDepth))).toBe(2 * maxJsonDepth);
    expect(() => end(nested(maxJsonDepth + 1))).toThrow('it is nested deeper than 32 levels');
  });

  test('values', () => {
    expect(end(list(maxJsonValues))).toBeGreaterThan(0);
    expect(() => end(`[${Array(maxJsonValues + 1).fill('1')}]`)).toThrow('it holds more than 1000 values');
  });
});

test('a refused text is not read further', () => {
  let read = 0;
  const endless = {
    length: 10_000_000,
    charCodeAt: () => {
      read += 1;
      return '['.charCodeAt(0);
    },
  };
  expect(() => end(endless as unknown as string)).toThrow('levels');
  expect(read).toBeLessThan(100);
});
