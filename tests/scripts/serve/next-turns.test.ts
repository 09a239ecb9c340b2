import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { asCaller } from '@/lib/http/caller';
import { operator } from '@/lib/services/call';
import { inNextTurns } from '../../../scripts/serve/next-turns';

const responseOf = (destroyed = false) => Object.assign(new EventEmitter(), { destroyed });

/** Passes requests, which are named by their address, to a Next that notes when it begins each. */
function begin() {
  const begun: string[] = [];
  const responses = new Map<string, EventEmitter>();
  const listener = inNextTurns(({ url = '' }) => begun.push(url));
  const ask = (who: string, url: string) => {
    const response = responseOf();
    responses.set(url, response);
    asCaller({ ...operator, name: who }, () =>
      listener({ url } as IncomingMessage, response as unknown as ServerResponse),
    );
  };
  const answer = (url: string) => responses.get(url)?.emit('close');
  return { begun, ask, answer };
}

async function turns(count: number) {
  for (let done = 0; done < count; done += 1) await turn();
}

const all = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);

test('one request begins in each turn of the event loop, the first at once', async () => {
  const { begun, ask, answer } = begin();
  for (const url of ['/1', '/2', '/3']) ask('ada', url);
  expect(begun).toEqual(['/1']);
  await turn();
  expect(begun).toEqual(['/1', '/2']);
  await turn();
  expect(begun).toEqual(['/1', '/2', '/3']);
  await turn();
  answer('/1');
  ask('ada', '/4');
  expect(begun.at(-1)).toBe('/4');
});

test('callers take turns: a hundred requests of one do not come before the first of another', async () => {
  const { begun, ask } = begin();
  for (let count = 0; count < 100; count += 1) ask('eve', `/eve/${count}`);
  ask('ada', '/ada');
  await turns(2);
  expect(begun).toEqual(['/eve/0', '/eve/1', '/ada']);
});

test('three of one caller are under way at a time, and hold up nobody else', async () => {
  const { begun, ask, answer } = begin();
  for (const url of all(7)) ask('eve', url);
  await turns(20);
  expect(begun).toEqual(all(3));
  ask('ada', '/ada');
  expect(begun.at(-1)).toBe('/ada');
  answer('/0');
  answer('/2');
  await turns(5);
  expect(begun.slice(4)).toEqual(['/3', '/4']);
  for (const url of begun) answer(url);
  await turns(5);
  expect(begun.slice(6)).toEqual(['/5', '/6']);
});

test('what takes long, such as a stream, makes room for others', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { begun, ask, answer } = begin();
  for (const url of all(4)) ask('ada', url);
  await turns(20);
  expect(begun).toHaveLength(3);
  vi.advanceTimersByTime(250);
  await turns(5);
  expect(begun).toEqual(all(4));
  // The ends that come later count for nothing.
  for (const url of all(3)) answer(url);
  for (const url of all(20).slice(4)) ask('ada', url);
  await turns(20);
  expect(begun).toHaveLength(6);
});

test('a request that waited is of its own caller, and one whose client has gone is left out', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const listener = inNextTurns(() => seen.push(storage.getStore()));
  const ask = (name: string, destroyed: boolean) =>
    storage.run(name, () =>
      listener({} as IncomingMessage, responseOf(destroyed) as unknown as ServerResponse),
    );
  ask('first', false);
  ask('gone', true);
  ask('second', false);
  await turns(4);
  expect(seen).toEqual(['first', 'second']);
});
