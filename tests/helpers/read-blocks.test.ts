import { expect, test } from 'vitest';
import { readBlocks } from './read-blocks';

test('directives have arguments and blocks, and comments are left out', () => {
  expect(readBlocks('a 1; # x {\nb "two words" {\n c d;\n}\n', { end: ';' })).toEqual([
    { name: 'a', args: ['1'], block: [] },
    { name: 'b', args: ['two words'], block: [{ name: 'c', args: ['d'], block: [] }] },
  ]);
  expect(readBlocks('\na {\n\tb 1\n\tc\n}\n', { end: '\n' })).toEqual([
    {
      name: 'a',
      args: [],
      block: [
        { name: 'b', args: ['1'], block: [] },
        { name: 'c', args: [], block: [] },
      ],
    },
  ]);
});

test.each(['a {', 'a', 'a { b }', 'a; }', ';', '{ a; }'])('a broken file is refused: %s', (text) => {
  expect(() => readBlocks(text, { end: ';' })).toThrow();
});
