import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DriftwatchError } from '@/lib/errors';
import { NdjsonPoints } from '@/lib/ingest/body/ndjson-points';
import { chunkPoints, readChunks } from '@/lib/ingest/body/read-chunks';
import { splitLines } from '@/lib/ingest/body/split-lines';
import { submitChunks } from '@/lib/ingest/body/submit-chunks';
import { Turns } from '@/lib/ingest/body/turns';
import { WireBudget } from '@/lib/ingest/body/wire-budget';
import type { IngestRequest } from '@/lib/ingest/ingest-request';
import { pointLimits } from '@/lib/ingest/read-point';
import { maxPointsPerRequest } from '@/lib/schemas/metrics';
import { arriving, RecordingSink, resultOf } from '../body/bodies';
import { post } from './posting';

const type = 'application/x-ndjson';
const start = 1_750_000_000_000;
const line = (index: number) => `{"model_id":"m","metric":"a","value":${index},"ts":${start + index}}\n`;
const lines = (count: number, from = 0) => Array.from({ length: count }, (_, at) => line(from + at));
const long = 60_000;

/** In chunks of 1,000 lines, which take about as much as a socket gives at a time. */
async function* sending(all: string[]) {
  for (let at = 0; at < all.length; at += 1000) yield Buffer.from(all.slice(at, at + 1000).join(''));
}

let sink: RecordingSink;
beforeEach(() => {
  sink = new RecordingSink();
});
const storedTimes = () => sink.requests.flatMap(({ points }) => points.map(({ ts }) => ts));
const times = (count: number) => Array.from({ length: count }, (_, at) => start + at);

describe('up to 50,000 points a body of lines is all or nothing', () => {
  test('the most it may hold is one request', async () => {
    const answer = await post(sink, { type, body: sending(lines(maxPointsPerRequest)) });
    expect(answer).toMatchObject({ status: 200, body: { accepted: maxPointsPerRequest } });
    expect(sink.requests).toHaveLength(1);
  });

  test('one bad line refuses all, and every bad line is named', async () => {
    const all = lines(20_000);
    all[7] = 'nonsense\n';
    all[19_999] = '{"model_id":"m","metric":"a","value":"high"}\n';
    const { status, body } = await post(sink, { type, body: sending(all) });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/^nothing was stored: line 8 is not JSON: .* \(and 1 more\)$/);
    expect(body.errors).toEqual([
      { line: 8, message: expect.stringContaining('is not JSON') },
      { line: 20_000, field: 'value', message: 'must be a finite number, got the text "high"' },
    ]);
    expect(sink.requests).toEqual([]);
  });

  test('a bad line keeps a longer body out as well, when it comes before that shows', async () => {
    const all = lines(long);
    all[7] = 'nonsense\n';
    expect(await post(sink, { type, body: sending(all) })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('nothing was stored: line 8') },
    });
    expect(sink.requests).toEqual([]);
  });

  test('a body full of faults is not read to its end', async () => {
    let sent = 0;
    async function* faulty() {
      for (;;) {
        sent += 1;
        yield Buffer.from('{\n'.repeat(1000));
      }
    }
    expect((await post(sink, { type, body: faulty() })).body.errors).toHaveLength(100);
    expect(sent).toBeLessThan(5);
  });

  test.each([
    ['nothing', ''],
    ['blank lines', '\n \n\r\n'],
  ])('%s is refused', async (_, body) => {
    expect(await post(sink, { type, body })).toMatchObject({
      status: 400,
      body: { detail: 'there are no points in the body' },
    });
  });
});

describe('a longer body is stored in parts', () => {
  test('in order, each point once', async () => {
    expect(await post(sink, { type, body: sending(lines(long)) })).toMatchObject({
      status: 200,
      body: { accepted: long },
    });
    expect(storedTimes()).toEqual(times(long));
    expect(sink.requests.every(({ points }) => points.length <= chunkPoints)).toBe(true);
  });

  test('also when it is long by its bytes, or compressed', async () => {
    const wide = lines(40_000).map((text) => text.replace('}', `,"labels":{"note":"${'x'.repeat(450)}"}}`));
    const body = arriving(gzipSync(wide.join('')));
    const answer = await post(sink, { type, headers: { 'content-encoding': 'gzip' }, body });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 40_000 } });
    expect(sink.requests.length).toBeGreaterThan(1);
    expect(storedTimes()).toEqual(times(40_000));
  });

  test('a broken line ends it; all before that line is stored, and the answer says so', async () => {
    const all = lines(long);
    all[55_554] = '{"model_id":"m","metric":"a","value":null}\n';
    const { status, body } = await post(sink, { type, body: sending(all) });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'INVALID_INPUT',
      errors: [{ line: 55_555, field: 'value', message: 'must be a finite number, got null' }],
      details: { stored: { lines: 55_554, accepted: 55_554, duplicate: 0, conflict: 0, late: 0 } },
    });
    expect(body.detail).toContain(
      'line 55555 value must be a finite number, got null; the points up to line 55554 are stored',
    );
    expect(storedTimes()).toEqual(times(55_554));
  });

  test('a malformed line ends it the same way', async () => {
    async function* body() {
      yield* sending(lines(long));
      yield Buffer.from([0xff, 0x0a]);
    }
    expect(await post(sink, { type, body: body() })).toMatchObject({
      status: 400,
      body: { errors: [{ line: 60_001 }], details: { stored: { lines: long } } },
    });
    expect(storedTimes()).toEqual(times(long));
  });

  test('of a bad row with several values nothing is stored', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `${at},${at},${start + at}\n`);
    rows.push(`7,bad,${start}\n`);
    const answer = await post(sink, {
      type: 'text/csv',
      query: 'model_id=m&value_columns=a,b',
      body: sending(['a,b,ts\n', ...rows]),
    });
    expect(answer.body).toMatchObject({
      errors: [{ line: 30_002, field: 'b' }],
      details: { stored: { accepted: 60_000 } },
    });
    expect(sink.requests.flatMap(({ points }) => points)).toHaveLength(60_000);
  });

  test('conflicts are named by line and by the point’s place in the whole body', async () => {
    const conflicting = {
      submit: async ({ points }: IngestRequest) => ({
        ...resultOf(points.length - 1),
        conflict: 1,
        conflicts: [{ index: 2, kept: 7 }],
      }),
    };
    const { body } = await post(conflicting, { type, body: sending(['\n', ...lines(long)]) });
    expect(body.conflicts.slice(0, 2)).toEqual([
      { index: 2, line: 4, kept: 7 },
      { index: chunkPoints + 2, line: chunkPoints + 4, kept: 7 },
    ]);
    expect(body.accepted + body.conflict).toBe(long);
  });

  test('an Idempotency-Key is refused before anything is stored', async () => {
    const headers = { 'idempotency-key': 'k1' };
    expect(await post(sink, { type, headers, body: sending(lines(long)) })).toMatchObject({
      status: 400,
      body: {
        detail: expect.stringContaining('a body with an Idempotency-Key may have at most 50,000 points'),
      },
    });
    expect(sink.requests).toEqual([]);
  });

  test('a database that fails on the way ends it with what is stored', async () => {
    let calls = 0;
    const failing = {
      submit: async ({ points }: IngestRequest) => {
        calls += 1;
        if (calls === 3) throw new DriftwatchError('UNAVAILABLE', 'the database cannot be reached');
        return resultOf(points.length);
      },
    };
    expect(await post(failing, { type, body: sending(lines(long)) })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: {
        code: 'UNAVAILABLE',
        details: { stored: { lines: 2 * chunkPoints, accepted: 2 * chunkPoints } },
      },
    });
    expect(calls).toBe(3);
  });

  test('a client that goes away stops it without an answer', async () => {
    async function* body() {
      yield* sending(lines(long + chunkPoints / 2));
      throw new Error('aborted');
    }
    expect(await post(sink, { type, body: body() })).toMatchObject({ status: 499, body: null });
    expect(storedTimes()).toEqual(times(long));
  });
});

describe('progress=true', () => {
  test('says after each part how far it is, and ends with the result', async () => {
    const { status, headers, body } = await post(sink, {
      type,
      query: 'progress=true',
      body: sending(lines(long)),
    });
    expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson']);
    expect(body[0]).toEqual({
      lines: chunkPoints,
      accepted: chunkPoints,
      duplicate: 0,
      conflict: 0,
      late: 0,
    });
    expect(body.at(-1)).toMatchObject({ result: { accepted: long } });
    expect(body).toHaveLength(long / chunkPoints);
  });

  test('ends with the problem', async () => {
    const { status, body } = await post(sink, {
      type,
      query: 'progress=true',
      body: sending([...lines(long), 'nonsense\n']),
    });
    expect(status).toBe(200);
    expect(body.at(-1)).toMatchObject({
      problem: { status: 400, errors: [{ line: 60_001 }], details: { stored: { accepted: long } } },
    });
  });

  test('a short body is one line, and so is a refusal, which keeps its status', async () => {
    const short = await post(sink, { type, query: 'progress=true', body: line(0) });
    expect(short.body).toEqual([{ result: expect.objectContaining({ accepted: 1 }) }]);
    expect(await post(sink, { type, query: 'progress=true', body: 'x' })).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/x-ndjson' },
      body: { problem: { status: 400, errors: [{ line: 1 }] } },
    });
  });
});

describe('backpressure', () => {
  test('while one part is being stored, no more than the next is read', async () => {
    let sent = 0;
    async function* body() {
      for await (const chunk of sending(lines(100_000))) {
        sent += 1;
        yield chunk;
      }
    }
    const taken: number[] = [];
    const waiting: (() => void)[] = [];
    const slow = {
      submit: ({ points }: IngestRequest) =>
        new Promise<ReturnType<typeof resultOf>>((resolve) => {
          taken.push(points.length);
          waiting.push(() => resolve(resultOf(points.length)));
        }),
    };
    const answer = post(slow, { type, body: body() });
    for (let part = 1; part <= 100_000 / chunkPoints; part++) {
      while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
      // All that can happen without the answer happens in these turns.
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(taken).toHaveLength(part);
      expect(sent * 1000).toBeLessThanOrEqual(
        Math.max(maxPointsPerRequest, part * chunkPoints) + chunkPoints + 1000,
      );
      waiting.shift()?.();
    }
    expect(await answer).toMatchObject({ body: { accepted: 100_000 } });
  });

  test('a full pipeline is waited for, a little longer each time, until the client goes', async () => {
    const pauses: number[] = [];
    let isGone = false;
    const full = { submit: () => Promise.reject(new DriftwatchError('LIMIT_EXCEEDED', 'full')) };
    const steps = submitChunks({
      chunks: readChunks({
        blocks: splitLines(sending(lines(long))),
        reader: new NdjsonPoints(pointLimits(new Date())),
        onLong: () => {},
        turns: new Turns(() => isGone),
        budget: new WireBudget(),
      }),
      sink: full,
      requestOf: () => ({ onConflict: 'keep', receivedAt: new Date(start) }),
      isGone: () => isGone,
      pause: async (ms) => {
        pauses.push(ms);
        isGone = pauses.length === 8;
      },
    });
    await expect(steps.next()).rejects.toThrow('the client went away');
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 2000, 2000]);
  });

  test('a part that can never be stored ends the body, and names the point at fault within the body', async () => {
    let parts = 0;
    const capped = {
      submit: async ({ points }: IngestRequest) => {
        parts += 1;
        if (parts < 3) return resultOf(points.length);
        throw new DriftwatchError('LIMIT_EXCEEDED', 'no room for 1 new series', {
          errors: [{ index: 7, field: 'labels', message: 'makes a new series' }],
          retryable: false,
        });
      },
    };
    const { status, headers, body } = await post(capped, { type, body: sending(['\n', ...lines(long)]) });
    expect(parts).toBe(3);
    expect([status, headers['retry-after']]).toEqual([429, undefined]);
    expect(body).toMatchObject({
      errors: [{ index: 2 * chunkPoints + 7, line: 2 * chunkPoints + 9, field: 'labels' }],
      details: { stored: { accepted: 2 * chunkPoints } },
    });
    expect(body).not.toHaveProperty('retryable');
  });

  test('a body that is stored as a whole is refused when the pipeline is full', async () => {
    const full = { submit: () => Promise.reject(new DriftwatchError('LIMIT_EXCEEDED', 'full')) };
    expect(await post(full, { type, body: line(0) })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { retryable: true },
    });
  });
});

describe('how far ahead a point may lie', () => {
  const aheadMs = 300_000;
  test.each([
    [type, '', (ts: number) => `{"model_id":"m","metric":"a","value":1,"ts":${ts}}\n`],
    ['text/csv', 'model_id,metric,value,ts\n', (ts: number) => `m,a,1,${ts}\n`],
  ])('is judged in a %s stream by the clock when it arrives', async (format, first, rowOf) => {
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    try {
      const farthest = start + aheadMs;
      async function* live(farther: number) {
        yield Buffer.from(first + rowOf(farthest));
        vi.setSystemTime(start + 120_000);
        yield Buffer.from(rowOf(farthest + farther));
      }
      expect(await post(sink, { type: format, body: live(120_000) })).toMatchObject({ status: 200 });
      vi.setSystemTime(start);
      const refused = await post(sink, { type: format, body: live(120_001) });
      expect(refused.body.detail).toContain(`clock, ${new Date(start + 120_000).toISOString()}`);
      expect(sink.requests).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
