import { describe, expect, test } from 'vitest';
import { csvText } from '@/lib/ingest/body/csv-text';
import { arriving, collect, cuts } from './bodies';

async function textOf(chunks: (string | Uint8Array)[]) {
  return Buffer.concat(await collect(csvText(arriving(...chunks)))).toString();
}

function* allCuts(bytes: Buffer): Generator<Uint8Array[]> {
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

describe('the same wherever the body is cut', () => {
  test.each([
    ['line feeds stay', 'a\nb\n', 'a\nb\n'],
    ['so do carriage returns before them', 'a\r\nb\r\n', 'a\r\nb\r\n'],
    ['a carriage return alone ends a line', 'a\r\rb\r', 'a\n\nb\n'],
    ['all of them in one body', 'a\r\nb\rc\nd', 'a\r\nb\nc\nd'],
    ['one byte', 'a', 'a'],
    ['nothing', '', ''],
    ['letters of several bytes', '\ufeffä✓😀\r', '\ufeffä✓😀\n'],
  ])('%s', async (_, text, expected) => {
    for (const chunks of cuts(text)) expect(await textOf(chunks)).toBe(expected);
  });

  test.each([
    ['little-endian', (bytes: Buffer) => bytes],
    ['big-endian', (bytes: Buffer) => bytes.swap16()],
  ])('UTF-16, %s', async (_, order) => {
    const bytes = order(Buffer.from('\ufeffts,ä✓\r\n😀,2\r', 'utf16le'));
    for (const chunks of allCuts(bytes)) expect(await textOf(chunks)).toBe('ts,ä✓\r\n😀,2\n');
  });
});

test.each([
  ['half a letter at the end', [0xff, 0xfe, 0x61, 0x00, 0x62]],
  ['half a pair', [0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]],
])('UTF-16 with %s is refused', async (_, bytes) => {
  await expect(textOf([Buffer.from(bytes)])).rejects.toThrow('the body is not valid UTF-16');
});

test('a sender’s own bytes are not changed', async () => {
  const bytes = Buffer.from('a\rb');
  await textOf([bytes]);
  expect(bytes.toString()).toBe('a\rb');
});
