import { expect, test } from 'vitest';
import { retry } from '@/lib/postgres/retry';

/** Runs with attempts that fail with these messages, then succeed; notes pauses and sentences. */
async function run(failures: string[], { wantedFor = Number.POSITIVE_INFINITY } = {}) {
  const pauses: number[] = [];
  const sentences: string[] = [];
  let attempts = 0;
  const result = await retry(
    async () => {
      const failure = failures[attempts++];
      if (failure) throw new Error(failure);
      return 'link';
    },
    {
      isWanted: () => attempts < wantedFor,
      pause: async (ms) => pauses.push(ms),
      say: (sentence) => sentences.push(sentence),
    },
  );
  return { result, attempts, pauses, sentences };
}

test('a server that comes back at once is said in two sentences', async () => {
  expect(await run([])).toEqual({
    result: 'link',
    attempts: 1,
    pauses: [],
    sentences: ['PostgreSQL is gone; bringing it back…', 'PostgreSQL is back.'],
  });
});

test('a wrong password is tried a bounded number of times, ever more slowly, and said twice', async () => {
  const { result, attempts, pauses, sentences } = await run(Array(100).fill('it refuses the password'));
  expect([result, attempts]).toEqual([undefined, 8]);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(sentences.slice(1)).toEqual([
    'PostgreSQL does not come back yet; trying again: it refuses the password',
    'PostgreSQL does not come back and is given up; restart Driftwatch once this is mended: it refuses the password',
  ]);
});

test('another reason is said too, and it may still come back', async () => {
  const { result, sentences } = await run(['no port', 'no port', 'no disk']);
  expect(result).toBe('link');
  expect(sentences).toHaveLength(4);
});

test('it ends when nobody wants it any more', async () => {
  const { result, attempts, pauses, sentences } = await run(Array(100).fill('no port'), { wantedFor: 2 });
  expect([result, attempts, pauses.length, sentences.length]).toEqual([undefined, 2, 1, 2]);
});
