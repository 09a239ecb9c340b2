import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyBudget } from '@/lib/http/body-budget';
import { RecordingSink } from '../body/bodies';
import { post, type Received } from './posting';

const mib = 2 ** 20;
const line = `${JSON.stringify({ model_id: 'm', metric: 'x', value: 1, ts: 1_750_000_000_000 })}\n`;
/** Lines that compress as much as real ones do. */
const wide = Array.from({ length: 4000 }, (_, at) => {
  const text = createHash('sha256').update(String(at)).digest('hex').repeat(7);
  return `${JSON.stringify({ model_id: 'm', metric: 'x', value: 1, labels: { a: text, b: text } })}\n`;
}).join('');
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const ends: (() => void)[] = [];
const sent: Promise<Received>[] = [];

/** Posts a body whose end does not come before `finish`. */
function postUnfinished(type: string, encoding: string, begun: Buffer) {
  const end = new Promise<void>((resolve) => ends.push(resolve));
  async function* body() {
    yield begun;
    await end;
  }
  const headers = { 'content-encoding': encoding };
  const answer = post(new RecordingSink(), { type, headers, body: body() });
  sent.push(answer);
  return answer;
}

async function finish() {
  for (const end of ends.splice(0)) end();
  return Promise.all(sent.splice(0));
}
afterEach(async () => {
  await finish();
  expect(bodyBudget().heldBytes).toBe(0);
});

/** Turns of the event loop until nothing more is taken. */
async function settled() {
  for (let quiet = 0, held = -1; quiet < 30; quiet++) {
    if (bodyBudget().heldBytes !== held) quiet = 0;
    held = bodyBudget().heldBytes;
    await turn();
  }
}

describe('25 unfinished bodies hold no more than their sender’s half of the budget', () => {
  const large = wide.repeat(3);
  it.each([
    ['JSON that is compressed', 'application/json', 'gzip', gzipSync(large)],
    ['NDJSON', 'application/x-ndjson', 'gzip', gzipSync(large)],
    ['NDJSON under brotli', 'application/x-ndjson', 'br', brotliCompressSync(large, quick)],
    ['JSON as it is', 'application/json', 'identity', Buffer.from(large)],
  ])('%s', async (_, type, encoding, begun) => {
    let answered = 0;
    for (let count = 0; count < 25; count++) {
      const [heldBefore, answeredBefore] = [bodyBudget().heldBytes, answered];
      void postUnfinished(type, encoding, begun).then(() => {
        answered += 1;
      });
      // Most of it has come out, the rest of which waits for the end, or it or another one was refused.
      while (answered === answeredBefore && bodyBudget().heldBytes < heldBefore + large.length / 2) {
        expect(bodyBudget().heldBytes).toBeLessThanOrEqual(64 * mib);
        await turn();
      }
    }
    const refused = (await finish()).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({
      headers: { 'retry-after': '1' },
      body: {
        code: 'LIMIT_EXCEEDED',
        retryable: true,
        detail: expect.stringContaining('128 MiB, those of one sender 64'),
      },
    });
  });
});

it('a small plain post is taken while they hold all there is', async () => {
  for (let count = 0; count < 10; count++)
    void postUnfinished('application/json', 'identity', Buffer.alloc(10 * mib));
  await settled();
  expect(await post(new RecordingSink(), { body: line })).toMatchObject({ status: 200 });
});

it('a long body gives back what is stored of it, however long it is', async () => {
  let most = 0;
  async function* body() {
    for (let part = 0; part < 15; part++) {
      yield Buffer.from(line.repeat(10_000));
      most = Math.max(most, bodyBudget().heldBytes);
    }
  }
  const answer = await post(new RecordingSink(), { type: 'application/x-ndjson', body: body() });
  expect(answer).toMatchObject({ status: 200, body: { accepted: 150_000 } });
  // Up to 50,000 points are awaited for all or nothing.
  expect(most).toBeLessThan(70_000 * line.length);
});
