import { describe, expect, test } from 'vitest';
import { formatTraceparent, parseTraceparent } from '@/lib/telemetry/trace-context';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const valid = `00-${trace}-${parent}-01`;

describe('a traceparent', () => {
  test('is returned unchanged if it is valid', () => {
    const parsed = parseTraceparent(valid);
    expect(parsed).toEqual({ traceId: trace, parentId: parent, flags: '01' });
    expect(parsed && formatTraceparent(parsed)).toBe(valid);
  });

  test('of a later version is read like ours, whatever follows', () => {
    expect(parseTraceparent(`01-${trace}-${parent}-01-more`)).toMatchObject({ traceId: trace });
  });

  test.each([
    ['nothing', undefined],
    ['empty', ''],
    ['version ff', `ff-${trace}-${parent}-01`],
    ['more fields in version 00', `${valid}-more`],
    ['no trace', `00-${'0'.repeat(32)}-${parent}-01`],
    ['no parent', `00-${trace}-${'0'.repeat(16)}-01`],
    ['upper case', valid.toUpperCase()],
    ['too short', valid.slice(0, -1)],
    ['blanks', ` ${valid}`],
    ['two of them', `${valid}, ${valid}`],
    ['a long one', `01-${trace}-${parent}-01-${'x'.repeat(100_000)}`],
  ])('counts as missing: %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
