import { describe, expect, test } from 'vitest';
import { currentRequest, inRequest, requestIdFrom } from '@/lib/telemetry/request-context';

describe('the id of a request', () => {
  test.each(['1', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'Root=1-67891233-abcdef', 'x'.repeat(128)])(
    'is the given one: %s',
    (given) => expect(requestIdFrom(given)).toBe(given),
  );

  test.each([undefined, '', 'a b', 'a"b', 'a\nb', 'ä', 'x'.repeat(129), ['a', 'b']])(
    'is a new one if it is missing or could break a log line: %s',
    (given) => {
      const made = [requestIdFrom(given), requestIdFrom(given)];
      expect(new Set(made).size).toBe(2);
      for (const id of made) expect(requestIdFrom(id)).toBe(id);
    },
  );
});

test('work of two concurrent requests has its own context', async () => {
  const idLater = async () => {
    await null;
    return currentRequest()?.requestId;
  };
  const run = (requestId: string) => inRequest({ requestId, traceparent: undefined }, idLater);
  expect(await Promise.all([run('a'), run('b'), idLater()])).toEqual(['a', 'b', undefined]);
});
