import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pointInputSchema } from '@/lib/schemas/metrics';
import { arriving, RecordingSink } from '../body/bodies';
import { post } from './posting';

const ndjson = 'application/x-ndjson';
const start = 1_750_000_000_000;
const point = '{"model_id":"a","metric":"b","value":1}';
const pointAt = (index: number) => `{"model_id":"a","metric":"b","value":${index},"ts":${start + index}}`;
const pointsAt = (count: number) => Array.from({ length: count }, (_, index) => pointAt(index));

const brotli = (text: string | Buffer) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
const inGzip = { 'content-encoding': 'gzip' };
const inBrotli = { 'content-encoding': 'br' };

let sink: RecordingSink;
/** What `JSON.parse` was called with while a body was read: how often, and the longest text. */
let parsed: { calls: number; longest: number };

beforeEach(() => {
  sink = new RecordingSink();
  parsed = { calls: 0, longest: 0 };
  const parse = JSON.parse;
  vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    parsed.calls += 1;
    parsed.longest = Math.max(parsed.longest, text.length);
    return parse(text, reviver);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * Does the work and says how often others had their turn, and how many calls of `JSON.parse` there were at
 * most between.
 */
async function watched<Result>(work: () => Promise<Result>) {
  let isOver = false;
  let turns = 0;
  let most = 0;
  let before = parsed.calls;
  const look = () => {
    turns += 1;
    most = Math.max(most, parsed.calls - before);
    before = parsed.calls;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  const result = await work();
  isOver = true;
  return { result, turns, most };
}

describe('blank lines', () => {
  test.each([
    ['newlines', ndjson, Buffer.alloc(300_000, '\n')],
    ['blanks and line ends', ndjson, Buffer.alloc(300_000, ' \t\r\n')],
    [
      'newlines',
      'text/csv',
      Buffer.concat([Buffer.from('model_id,metric,value\n'), Buffer.alloc(300_000, '\n')]),
    ],
  ])('are neither parsed nor thrown over: %s as %s', async (_, type, body) => {
    const { result, turns } = await watched(() => post(sink, { type, body }));
    expect(result).toMatchObject({ status: 400, body: { detail: 'there are no points in the body' } });
    // Only the answer is parsed, by this test.
    expect(parsed.calls).toBe(1);
    expect(turns).toBeGreaterThan(200);
  });
});

describe('a compressed body', () => {
  test.each([
    ['14 bytes of brotli with 4 MiB of newlines', ndjson, inBrotli, brotli(Buffer.alloc(4 << 20, '\n'))],
    ['the same as CSV', 'text/csv', inBrotli, brotli(Buffer.alloc(4 << 20, '\n'))],
    ['1 kB of gzip with 1 MiB of newlines', ndjson, inGzip, gzipSync(Buffer.alloc(1 << 20, '\n'))],
    ['some bytes with 250,000 valid lines', ndjson, inBrotli, brotli(`${point}\n`.repeat(250_000))],
    [
      'some bytes with 200,000 values in short rows',
      'text/csv',
      inBrotli,
      brotli(`a,b,c\n${'1,1,1\n'.repeat(200_000)}`),
    ],
    ['few bytes of JSON', 'application/json', inBrotli, brotli(`[${`${point},`.repeat(49_000)}${point}]`)],
  ])('asks for no more work than its size allows: %s', async (_, type, headers, body) => {
    expect(body.length).toBeLessThan(1100);
    const query = type === 'text/csv' ? 'model_id=m&value_columns=a,b,c' : '';
    const answer = await post(sink, { type, query, headers, body });
    expect(answer).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    expect(answer.body.detail).toMatch(
      /^(what )?the compressed body .*; send it uncompressed, or in smaller parts/,
    );
    expect(parsed.calls).toBeLessThan(30_000);
    const stored = sink.requests.flatMap(({ points }) => points);
    expect(stored.length).toBeLessThan(100_000);
  });

  const time = (index: number) => new Date(start + 60_000 * index).toISOString();
  const label = '{"region":"eu-central-1","tier":"gold","version":"2026.01.31"}';
  const long = '"model_id":"fraud-detection-production-eu","metric":"classification_error_rate"';
  test.each([
    [
      'one value for ever',
      (index: number) => `{"model_id":"a","metric":"b","value":1,"ts":"${time(index)}"}`,
    ],
    [
      'long names and labels',
      (index: number) => `{${long},"value":0,"ts":"${time(index)}","labels":${label}}`,
    ],
    ['errors without times', (index: number) => `{"model_id":"a","metric":"b","value":${index % 7 ? 0 : 1}}`],
  ])('of real points passes, however well they compress: %s', async (_, lineOf) => {
    const text = Array.from({ length: 30_000 }, (_, index) => lineOf(index)).join('\n');
    // The smallest input of a kind is let in whatever it compresses to; these are above that.
    expect(text.length).toBeGreaterThan(1024 * 1024);
    for (const [headers, body] of [
      [inGzip, gzipSync(text, { level: 9 })],
      [inBrotli, brotli(text)],
    ] as const) {
      if (headers === inBrotli && lineOf(0) === lineOf(7)) continue;
      expect(await post(sink, { type: ndjson, headers, body })).toMatchObject({ status: 200 });
    }
  });

  test('that comes slowly is held against what has come of it', async () => {
    let sent = 0;
    const bomb = gzipSync(Buffer.alloc(64 << 20, 'x\n'));
    async function* dripping() {
      for (let at = 0; at < bomb.length; at += 1000) {
        sent += 1000;
        yield bomb.subarray(at, at + 1000);
      }
    }
    const answer = await post(sink, { type: 'application/json', headers: inGzip, body: dripping() });
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(bomb.length);
  });
});

describe('other requests get their turn', () => {
  test.each([
    ['lines', ndjson, `${pointsAt(20_000).join('\n')}\n`, 260],
    ['an array', 'application/json', `[${pointsAt(20_000)}]`, 3],
    ['an array with blanks', 'application/json', `[${pointsAt(20_000).join(' ,\n ')}]`, 3],
  ])('while %s of 20,000 points is read', async (_, type, body, atOnce) => {
    const { result, turns, most } = await watched(() => post(sink, { type, body }));
    expect(result).toMatchObject({ status: 200, body: { accepted: 20_000 } });
    expect(turns).toBeGreaterThanOrEqual(20_000 / 250);
    expect(most).toBeLessThanOrEqual(atOnce);
  });

  test('while rows of many values are read', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    const rows = Array.from({ length: 40 }, (_, row) => `${start + row},${names.map(() => 1)}`);
    const given = {
      type: 'text/csv',
      query: `model_id=m&value_columns=${names}`,
      body: `ts,${names}\n${rows.join('\n')}`,
    };
    const { result, turns } = await watched(() => post(sink, given));
    expect(result).toMatchObject({ status: 200, body: { accepted: 40_000 } });
    expect(turns).toBeGreaterThanOrEqual(40);
  });
});

describe('a client that is gone ends the work within a few turns', () => {
  test.each([
    ['NDJSON', ndjson, `${pointsAt(40_000).join('\n')}\n`],
    ['CSV', 'text/csv', `model_id,metric,value\n${'a,b,1\n'.repeat(40_000)}`],
    ['JSON', 'application/json', `[${pointsAt(40_000)}]`],
  ])('%s', async (_, type, text) => {
    for (const [headers, body] of [
      [{}, Buffer.from(text)],
      [inGzip, gzipSync(text)],
    ] as const) {
      let looks = 0;
      const isGone = () => ++looks > 5;
      const answer = await post(sink, { type, headers, body: arriving(body), isGone });
      expect(answer).toMatchObject({ status: 499, body: null });
      expect(looks).toBe(6);
      expect(sink.requests).toEqual([]);
    }
    expect(parsed.calls).toBeLessThan(4000);
  });
});

describe('JSON that is costly to parse is refused before it is', () => {
  const many = 200_000;
  const keys = Array.from({ length: many }, (_, index) => `"k${index}":"1"`).join();
  test.each([
    ['brackets', '['.repeat(many), '[ must end with its ]'],
    ['nested arrays', `${'['.repeat(many)}${']'.repeat(many)}`, '[0] is nested deeper than 32 levels'],
    [
      'nested objects',
      `[${'{"a":'.repeat(many)}1${'}'.repeat(many)}]`,
      '[0] is nested deeper than 32 levels',
    ],
    ['an object of many fields', `{${keys}}`, 'the body holds more than 1000 values'],
    ['a point of many labels', `{"model_id":"a","labels":{${keys}}}`, 'the body holds more than 1000 values'],
    ['many labels among points', `[${point},{"labels":{${keys}}}]`, '[1] holds more than 1000 values'],
    [
      'many fields beside points',
      `{"points":[],${keys}}`,
      '{"points": [ must end with ]} and have nothing else',
    ],
    ['a long text', `[${point},"${'x'.repeat(many * 2)}"]`, '[1] is larger than 262144 characters'],
  ])('%s', async (_, body, detail) => {
    const answer = await post(sink, { body });
    expect([400, 413]).toContain(answer.status);
    expect(answer.body.detail).toContain(detail);
    expect(parsed.longest).toBeLessThanOrEqual(33_000);
  });

  test('as a line as well', async () => {
    const body = `${point}\n${'['.repeat(many)}\n{"labels":{${keys.slice(0, 900_000)}}}\n`;
    const { status, body: problem } = await post(sink, { type: ndjson, body });
    expect(status).toBe(400);
    expect(problem.errors).toEqual([
      { line: 2, message: 'the point is nested deeper than 32 levels' },
      { line: 3, message: 'the point holds more than 1000 values' },
    ]);
    expect(parsed.longest).toBeLessThan(1000);
  });

  test('objects without number are more than 50,000 points', async () => {
    const body = `[${`${point},`.repeat(50_000)}${point}]`;
    const answer = await post(sink, { body });
    expect(answer).toMatchObject({
      status: 413,
      body: { detail: 'a request may carry at most 50000 points, got more' },
    });
  });
});

describe('the list of errors', () => {
  test.each([
    ['JSON', 'application/json', `[${Array(50_000).fill('{}')}]`],
    ['NDJSON', ndjson, '{}\n'.repeat(50_000)],
    ['NDJSON that is none', ndjson, 'x\n'.repeat(50_000)],
    ['CSV', 'text/csv', `model_id,metric,value\n${'a,b,x\n'.repeat(50_000)}`],
  ])('has 100 and counts those found beside them, up to about 1,000: %s', async (_, type, body) => {
    const { status, body: problem } = await post(sink, { type, body });
    expect(status).toBe(400);
    expect(problem.errors).toHaveLength(100);
    expect(problem.more_errors).toBeGreaterThanOrEqual(900);
    expect(problem.more_errors).toBeLessThan(1000);
    expect(problem.detail).toMatch(
      /^nothing was stored \(checking stopped after 100\d faults\): .* \(and \d+ more\)$/,
    );
  });

  test('says how many there are in all when all was checked', async () => {
    const { body } = await post(sink, { body: `[${Array(120).fill('{"model_id":"a","metric":"b"}')}]` });
    expect(body).toMatchObject({ more_errors: 20, detail: expect.stringContaining('(and 119 more)') });
  });
});

describe('a CSV table', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `c${index.toString(36)}`);
  const wide = `value_columns=${names}`;

  test('a long number that is none costs one look', async () => {
    const body = `model_id,metric,value\na,b,${'1'.repeat(500_000)}x`;
    const answer = await post(sink, { type: 'text/csv', headers: inGzip, body: gzipSync(body) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ line: 2, field: 'value' }] } });
  });

  test('columns are found without a search of the header for each', async () => {
    const indexOf = vi.spyOn(Array.prototype, 'indexOf');
    const header = `model_id,${Array(7000).fill('_')},${names}`;
    const { status } = await post(sink, { type: 'text/csv', query: wide, body: `${header}\n` });
    expect(status).toBe(400);
    expect(indexOf.mock.contexts.filter((array) => (array as unknown[]).length > 1000)).toEqual([]);
  });

  test('a header of more than 10,000 columns is refused', async () => {
    const answer = await post(sink, { type: 'text/csv', body: `${Array(10_001).fill('_')}\n` });
    expect(answer.body.detail).toBe('the header has 10001 columns; at most 10000 are read');
  });

  test('more label columns than a point may have labels are refused', async () => {
    const query = `label_columns=${names.slice(0, 33)}`;
    expect(await post(sink, { type: 'text/csv', query, body: 'x' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'label_columns', message: 'must name at most 32 columns' }] },
    });
  });

  test('the labels of a row are read once, not for each of its values', async () => {
    const labels = Array.from({ length: 32 }, (_, index) => `l${index}`);
    const query = `${wide}&label_columns=${labels}`;
    const cells = [...names.map(() => 1), ...labels.map(() => 'v'.repeat(400))];
    const isWellFormed = vi.spyOn(String.prototype, 'isWellFormed');
    const body = `model_id,${names},${labels}\nm,${cells}`;
    const answer = await post(sink, { type: 'text/csv', query, body });
    expect(answer).toMatchObject({ status: 200, body: { accepted: names.length } });
    expect(isWellFormed.mock.calls.length).toBeLessThan(100);
    const [first, ...others] = sink.requests[0]?.points ?? [];
    expect(Object.keys(first?.labels ?? {})).toHaveLength(32);
    for (const other of others) expect(other.labels).toBe(first?.labels);
  });

  test('of bad values a hundred are put into words, and the others only counted', async () => {
    const words = vi.spyOn(pointInputSchema, 'safeParse');
    const body = `model_id,${names}\n${`a,${Array(2000).fill('x')}\n`.repeat(9)}`;
    const { body: problem } = await post(sink, { type: 'text/csv', query: wide, body });
    expect(problem).toMatchObject({
      more_errors: 1900,
      errors: expect.arrayContaining([expect.objectContaining({ line: 2 })]),
    });
    expect(words).toHaveBeenCalledTimes(100);
  });

  test.each([
    ['values', 'a', 'x', 100],
    // Whether a row is bad as a whole is asked once for each.
    ['rows', '', '1', 100 + 9],
  ])('bad %s that are left out are counted in the same way', async (_, model, value, asked) => {
    const words = vi.spyOn(pointInputSchema, 'safeParse');
    const row = `${model},${Array(2000).fill(value)}\n`;
    const body = `model_id,${names}\n${row.repeat(9)}b,${Array(2000).fill('1')}\n`;
    const answer = await post(sink, { type: 'text/csv', query: `${wide}&skip_invalid=true`, body });
    expect(answer).toMatchObject({ body: { accepted: 2000, skipped: { count: 18_000, more: 17_900 } } });
    expect(words.mock.calls.length).toBeLessThanOrEqual(asked);
  });
});
