import { beforeEach, describe, expect, test } from 'vitest';
import type { IngestRequest } from '@/lib/ingest/ingest-request';
import { RecordingSink, resultOf } from '../body/bodies';
import { post } from './posting';

let sink: RecordingSink;
beforeEach(() => {
  sink = new RecordingSink();
});

const ts = 1_750_000_000_000;
const good = (index: number) => `{"model_id":"m","metric":"a","value":${index},"ts":${ts + index}}`;
const nan = `{"model_id":"m","metric":"a","value":NaN,"ts":${ts}}`;
const query = 'skip_invalid=true';
const values = () => sink.requests.flatMap(({ points }) => points.map(({ value }) => value));

describe('a NaN names its point', () => {
  test.each([
    ['application/json', `[${good(0)},${nan}]`, { index: 1 }],
    ['application/json', nan, {}],
    ['application/jsonl', `${good(0)}\n${nan}`, { line: 2 }],
  ])('%s %s', async (type, body, at) => {
    const answer = await post(sink, { type, body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    const message = 'must be a finite number, got NaN or Infinity, which JSON cannot express';
    expect(answer.body.errors).toEqual([{ ...at, field: 'value', message }]);
  });

  test('in every field, but not in a text', async () => {
    const fields = '"model_id":"NaN","metric":NaN,"value":-Infinity,"ts":Infinity,"labels":{"a":NaN}';
    const { body } = await post(sink, { body: `{${fields}}` });
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'metric',
      'value',
      'ts',
      'labels.a',
    ]);
  });
});

describe('skip_invalid=true takes the rest and lists what was left out', () => {
  test.each([
    ['application/json', '', `[${good(0)},${nan},${good(2)},{"value":1}]`, [{ index: 1 }, { index: 3 }], 2],
    ['application/json', '', `{"points":[${good(0)},7,${good(2)}]}`, [{ index: 1 }], 1],
    ['application/jsonl', '', `${good(0)}\n${nan}\nx\n\n${good(2)}`, [{ line: 2 }, { line: 3 }], 2],
    [
      'text/csv',
      '',
      `model_id,metric,value,ts\nm,a,0,${ts}\nm,a,x,${ts}\nm,a,1\nm,a,"1"x,1\nm,a,2,${ts + 2}`,
      [{ line: 3, field: 'value' }, { line: 4 }, { line: 5 }],
      3,
    ],
    ['text/csv', '&value_columns=a,b&model_id=m', 'a,b\n0,x\n2,', [{ line: 2, field: 'b' }], 1],
  ])('%s %s %s', async (type, more, body, errors, count) => {
    const answer = await post(sink, { type, query: query + more, body });
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 2, skipped: { count, more: expect.any(Number) } },
    });
    const listed = answer.body.skipped.errors;
    for (const at of errors) expect(listed).toContainEqual(expect.objectContaining(at));
    expect(values()).toEqual([0, 2]);
  });

  test('nothing is skipped and nothing is said of it without the parameter', async () => {
    expect((await post(sink, { query, body: `[${good(0)}]` })).body.skipped).toEqual({
      count: 0,
      errors: [],
      more: 0,
    });
    expect((await post(sink, { body: `[${good(0)}]` })).body).not.toHaveProperty('skipped');
  });

  test('the first 100 faults are listed and the others counted', async () => {
    const bad = Array.from({ length: 250 }, () => nan);
    for (const [type, body] of [
      ['application/json', `[${[...bad, good(1)].join()}]`],
      ['application/jsonl', [...bad, good(1)].join('\n')],
    ]) {
      const { skipped, accepted } = (await post(sink, { type, query, body: body as string })).body;
      expect([accepted, skipped.count, skipped.errors.length, skipped.more]).toEqual([1, 250, 100, 150]);
    }
  });

  test('a point with two faults is one point', async () => {
    const { body } = await post(sink, { query, body: `[${good(1)},{"model_id":"","metric":"","value":1}]` });
    expect(body.skipped).toMatchObject({ count: 1, errors: [{ index: 1 }, { index: 1 }] });
  });

  test.each([
    ['application/json', `[${nan},${nan}]`],
    ['application/jsonl', `${nan}\n${nan}`],
    ['text/csv', `model_id,metric,value\nm,a,x\nm,a,y`],
  ])('of %s without a valid point nothing is taken, and that is an error', async (type, body) => {
    const answer = await post(sink, { type, query, body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveLength(2);
    expect(answer.body.detail).toContain('none of the');
    expect(sink.requests).toEqual([]);
  });

  test.each([
    ['application/json', `[${good(0)}`, 'is not JSON'],
    ['text/csv', `model_id,metric,value\nm,a,1\nm,a,"2\nm,a,3`, 'line 3 a quoted field is never closed'],
    ['text/csv', `model_id,metric,value,what\nm,a,1,2`, 'the column "what"'],
  ])('what cannot be told apart is not skipped: %s %j', async (type, body, words) => {
    const answer = await post(sink, { type, query, body });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(words) } });
    expect(sink.requests).toEqual([]);
  });

  test('also of a body that is stored in parts, whatever comes last', async () => {
    async function* body() {
      for (let at = 0; at < 60; at++) {
        yield Buffer.from(Array.from({ length: 1000 }, (_, i) => `${good(at * 1000 + i)}\n`).join(''));
        yield Buffer.from(`${nan}\n`);
      }
    }
    for (const progress of ['', '&progress=true']) {
      const answer = await post(sink, { type: 'application/jsonl', query: query + progress, body: body() });
      const result = progress === '' ? answer.body : answer.body.at(-1).result;
      expect(result).toMatchObject({ accepted: 60_000, skipped: { count: 60, more: 0 } });
      expect(result.skipped.errors.at(-1)).toMatchObject({ line: 60_060, field: 'value' });
    }
  });

  test('what is skipped goes with the request, so that a key gets it again', async () => {
    const first: IngestRequest[] = [];
    const keeping = {
      submit: async (request: IngestRequest) => {
        first.push(request);
        const skipped = first[0]?.skipped?.summary;
        return { ...resultOf(first[0]?.points.length ?? 0), ...(skipped && { skipped }) };
      },
    };
    for (const type of ['application/json', 'application/jsonl']) {
      first.length = 0;
      const separator = type === 'application/json' ? ',' : '\n';
      const whole = (text: string) => (separator === ',' ? `[${text}]` : text);
      const headers = { 'idempotency-key': 'k' };
      const given = { type, query, headers };
      const one = await post(keeping, { ...given, body: whole([good(0), nan, nan].join(separator)) });
      expect(one.body.skipped.count).toBe(2);
      // The answer that is kept counts, also when the body is judged otherwise the second time.
      const again = await post(keeping, { ...given, body: whole([good(0), nan].join(separator)) });
      expect(again.body).toEqual(one.body);
    }
  });
});

test('an answer to CSV says which column the times were taken from', async () => {
  const of = async (body: string) => (await post(sink, { type: 'text/csv', body })).body.ts_column;
  expect(await of(`model_id,metric,value,Date\nm,a,1,2025-06-01`)).toBe('Date');
  expect(await of('model_id,metric,value\nm,a,1')).toBeNull();
});
