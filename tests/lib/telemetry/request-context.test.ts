import { describe, expect, test } from 'vitest';
import { currentRequest, inRequest, requestIdFrom } from '@/lib/telemetry/request-context';

describe('the id of a request', () => {
  test.each(['1', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'Root=1-67891233-abcdef', 'x'.repeat(128)])(
    'is the one given: %s',
    (given) => expect(requestIdFrom(given)).toBe(given),
  );

  test.each([undefined, '', 'a b', 'a"b', 'a\nb', 'ä', 'x'.repeat(129), ['a', 'b']])(
    'is a new one for what could break a log line or is missing: %s',
    (given) => {
      const made = [requestIdFrom(given), requestIdFrom(given)];
      expect(new Set(made).size).toBe(2);
      for (const id of made) expect(requestIdFrom(id)).toBe(id);
    },
  );
});

test('work of two requests at once knows its own', async () => {
  const idLater = async () => {
    await null;
    return currentRequest()?.requestId;
  };
  const run = (requestId: string) => inRequest({ requestId, traceparent: undefined }, idLater);
  expect(await Promise.all([run('a'), run('b'), idLater()])).toEqual(['a', 'b', undefined]);
});
