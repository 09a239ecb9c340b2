import { expect, test } from 'vitest';
import { retry } from '@/lib/postgres/retry';

/** Runs attempts that fail with these messages and then succeed; records pauses and reports. */
async function run(failures: string[], { wantedFor = Number.POSITIVE_INFINITY } = {}) {
  const pauses: number[] = [];
  const told: string[] = [];
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
      onFailure: (message) => told.push(message),
    },
  );
  return { result, attempts, pauses, told };
}

test('an immediate success has no pauses and no reports', async () => {
  expect(await run([])).toEqual({ result: 'link', attempts: 1, pauses: [], told: [] });
});

test('it never gives up, pauses grow to half a minute, and a persistent failure is reported once', async () => {
  const { result, pauses, told } = await run(Array(10_000).fill('it refuses the password'));
  expect(result).toBe('link');
  expect(pauses.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(Math.max(...pauses)).toBe(30_000);
  expect(told).toEqual(['it refuses the password']);
});

test('another reason is reported too, but not the same one with another time in it', async () => {
  const { told } = await run(['no port at 10:15', 'no port at 10:16', 'no disk', 'no port at 10:18']);
  expect(told).toEqual(['no port at 10:15', 'no disk', 'no port at 10:18']);
});

test('it ends when the result is no longer wanted', async () => {
  const { result, attempts, pauses, told } = await run(Array(100).fill('no port'), { wantedFor: 2 });
  expect([result, attempts, pauses.length, told.length]).toEqual([undefined, 2, 1, 1]);
});
