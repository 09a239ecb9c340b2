import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { inPasswordTurn, passwordsInTurn } from '@/lib/services/identity/password-turns';
import { inRequest } from '@/lib/telemetry/request-context';

let begun: string[];
let ends: (() => void)[];
beforeEach(() => {
  begun = [];
  ends = [];
});

/** Begins a hash of a sender that ends when the test says so. */
function begin(address: string) {
  const result = inRequest({ requestId: 'test', traceparent: undefined, address }, () =>
    inPasswordTurn(async () => {
      begun.push(address);
      await new Promise<void>((resolve) => ends.push(resolve));
      return address;
    }),
  );
  result.catch(() => {});
  return result;
}

async function endAll(results: Promise<string>[]) {
  let isOver = false;
  const all = Promise.allSettled(results).then((settled) => {
    isOver = true;
    return settled;
  });
  while (!isOver) {
    for (const end of ends.splice(0)) end();
    await turn();
  }
  return all;
}

test('two passwords are hashed at once, the others in their order', async () => {
  const results = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].map(begin);
  await turn();
  expect(begun).toEqual(['192.0.2.1', '192.0.2.2']);
  ends[1]?.();
  await turn();
  expect(begun).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  await endAll(results);
  expect(begun).toHaveLength(4);
});

test('senders take turns: one that guesses keeps no other from signing in', async () => {
  const results = Array.from({ length: 18 }, () => begin('2001:db8::1'));
  // The rest of an IPv6 address is the sender's choice.
  await expect(begin('2001:db8::2')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  const other = begin('192.0.2.9');
  await turn();
  expect(begun).toHaveLength(2);
  for (const end of ends.splice(0)) end();
  await turn();
  expect(begun.slice(2).sort()).toEqual(['192.0.2.9', '2001:db8::1']);
  await endAll([...results, other]);
});

test('many senders are refused beyond the queue', async () => {
  const results = Array.from({ length: 34 }, (_, index) => begin(`192.0.2.${index}`));
  await expect(begin('198.51.100.1')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  const settled = await endAll(results);
  expect(settled.every(({ status }) => status === 'fulfilled')).toBe(true);
});

test('a password that was hashed in a turn is recognised', async () => {
  const hash = await passwordsInTurn.hash('correct horse');
  expect(await passwordsInTurn.verify({ hash, password: 'correct horse' })).toBe(true);
  expect(await passwordsInTurn.verify({ hash, password: 'battery staple' })).toBe(false);
});
