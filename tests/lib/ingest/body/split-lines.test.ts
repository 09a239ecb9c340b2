import { describe, expect, test } from 'vitest';
import { maxLineBytes, splitLines } from '@/lib/ingest/body/split-lines';
import { arriving, collect, cuts } from './bodies';

async function linesOf(chunks: (string | Uint8Array)[]) {
  const blocks = await collect(splitLines(arriving(...chunks)));
  return blocks.flatMap(({ first, lines }) => lines.map((line, at) => [first + at, line]));
}

describe('lines come out the same wherever the body is cut', () => {
  test.each([
    ['with a last line feed', 'a\nb\n', ['a', 'b']],
    ['without one', 'a\nb', ['a', 'b']],
    ['with carriage returns, which stay', 'a\r\nb\r\n', ['a\r', 'b\r']],
    ['with empty lines', '\n\na\n\n', ['', '', 'a', '']],
    ['with letters of two, three and four bytes', 'ä\n✓ü\n😀é\n', ['ä', '✓ü', '😀é']],
    ['with a byte order mark', '\ufeffa\nb', ['a', 'b']],
    ['with a mark that is no mark', 'a\n\ufeffb', ['a', '\ufeffb']],
    ['with nothing in it', '', []],
  ])('%s', async (_, text, lines) => {
    const expected = lines.map((line, at) => [at + 1, line]);
    for (const chunks of cuts(text)) expect(await linesOf(chunks)).toEqual(expected);
  });
});

test('the first malformed line is named, after the good ones before it, wherever the body is cut', async () => {
  const bytes = Buffer.concat([Buffer.from('gut\nää\n'), Buffer.from([0x61, 0xc3, 0x0a, 0x62, 0x0a])]);
  for (let at = 0; at <= bytes.length; at++) {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { lines } of splitLines(arriving(bytes.subarray(0, at), bytes.subarray(at)))) {
        seen.push(...lines);
      }
    })();
    await expect(reading).rejects.toThrow('line 3 is not valid UTF-8');
    expect(seen).toEqual(['gut', 'ää']);
  }
});

test('a body that ends within a letter is malformed', async () => {
  await expect(linesOf(['a\nb', Buffer.from([0xe2, 0x9c])])).rejects.toThrow('line 2 is not valid UTF-8');
});

describe('a line of 1 MiB passes and one byte more does not', () => {
  const longest = 'x'.repeat(maxLineBytes);
  test.each([
    ['in one chunk', [`a\n${longest}\nb`], [`a\n${longest}x\nb`]],
    ['over chunks', ['a\n', longest, '\nb'], ['a\n', longest, 'x\nb']],
    ['at the end', ['a\n', longest], ['a\n', `${longest}x`]],
  ])('%s', async (_, good, bad) => {
    expect((await linesOf(good))[1]).toEqual([2, longest]);
    await expect(linesOf(bad)).rejects.toMatchObject({ code: 'TOO_LARGE', errors: [{ line: 2 }] });
  });
});

test('a line that never ends is given up while it arrives', async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 65_536;
      yield Buffer.alloc(65_536, 'x');
    }
  }
  await expect(collect(splitLines(endless()))).rejects.toThrow('line 1 is longer');
  expect(sent).toBeLessThanOrEqual(maxLineBytes + 65_536);
});
