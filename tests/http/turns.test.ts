import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asCaller } from '@/lib/http/caller';
import { inReadTurn } from '@/lib/http/read-turns';
import { Turns } from '@/lib/http/turns';
import { inWriteTurn } from '@/lib/http/write-turns';
import { operator } from '@/lib/services/call';

const busy = {
  code: 'UNAVAILABLE',
  retryable: true,
  message: expect.stringContaining('requests are waiting'),
};

/** Work that starts when it gets its turn, and ends when the test says so. */
function work(begun: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    begun.push(name);
    await ended;
    return name;
  };
  return { run, end };
}

describe('turns', () => {
  let begun: string[];
  let turns: Turns;
  beforeEach(() => {
    begun = [];
    turns = new Turns({ atOnce: 2, maxWaiting: 6, maxWaitMs: 1000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const start = (name: string, signal?: AbortSignal, who = 'ada') => {
    const { run, end } = work(begun, name);
    const result = turns.run(who, run, signal);
    result.catch(() => {});
    return { result, end };
  };

  it('go to a few callers at once, and then in order of arrival', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => start(name));
    await turn();
    expect(begun).toEqual(['a', 'b']);
    for (const { end, result } of [all[1], all[0], all[2], all[3], all[4]] as typeof all) {
      end();
      await result;
      await turn();
    }
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    const later = start('f');
    await turn();
    expect(begun).toContain('f');
    later.end();
  });

  it('are passed on when work fails', async () => {
    const failing = [0, 1].map(() => turns.run('ada', () => Promise.reject(new Error('no'))));
    const next = start('next');
    await Promise.allSettled(failing);
    await turn();
    expect(begun).toEqual(['next']);
    next.end();
  });

  it('are refused at once if many wait, and after a limit to those that have waited', async () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => start(name));
    await expect(all[5]?.result).rejects.toMatchObject(busy);
    vi.advanceTimersByTime(1000);
    for (const { result } of all.slice(2, 5)) await expect(result).rejects.toMatchObject(busy);
    for (const { end } of all) end();
    await turn();
    expect(begun).toEqual(['a', 'b']);
    const later = start('later');
    await turn();
    expect(begun).toContain('later');
    later.end();
  });

  it('are given to callers in rotation, so that nobody waits for all that another one asks', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => start(name));
    const other = [start('f', undefined, 'bob'), start('g', undefined, 'bob')];
    for (const { end } of [...all, ...other]) end();
    await Promise.all(other.map(({ result }) => result));
    expect(begun).toEqual(['a', 'b', 'c', 'f', 'd', 'g', 'e']);
  });

  it('are refused to a caller who waits for half of them, and not to others', async () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => start(name));
    await expect(all[5]?.result).rejects.toMatchObject(busy);
    const others = ['g', 'h', 'i'].map((name) => start(name, undefined, 'bob'));
    await expect(start('j', undefined, 'eve').result).rejects.toMatchObject(busy);
    for (const { end } of [...all, ...others]) end();
    await Promise.all(others.map(({ result }) => result));
  });

  it('are not kept for a client that has disconnected', async () => {
    const all = ['a', 'b'].map((name) => start(name));
    const client = new AbortController();
    const left = start('left', client.signal);
    const next = start('next');
    client.abort();
    await expect(left.result).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'the client went away' });
    all[0]?.end();
    await turn();
    expect(begun).toEqual(['a', 'b', 'next']);
    next.end();
  });
});

describe('reads', () => {
  const ask = (query: string, read: () => Promise<string>, signal = new AbortController().signal) =>
    inReadTurn(
      { url: `http://localhost/api/models${query}`, signal },
      async () => new Response(await read()),
    );

  it.each(['?limit=1000&cursor=', '?series=500&skip='])(
    '60 of %s at once run two at a time, and hold up no others',
    async (query) => {
      const begun: string[] = [];
      const heavy = Array.from({ length: 60 }, (_, at) => work(begun, String(at)));
      const answers = heavy.map(({ run }, at) => ask(query + at, run));
      await turn();
      expect(begun).toEqual(['0', '1']);
      expect(await (await ask('?limit=50', async () => 'cheap')).text()).toBe('cheap');
      for (const { end } of heavy) end();
      await Promise.all(answers);
      expect(begun).toEqual(heavy.map((_, at) => String(at)));
    },
  );

  it('that wait and ask the same are run once, after the last of them arrived', async () => {
    const begun: string[] = [];
    const blocking = ['?limit=1000&search=a', '?limit=1000&search=b'].map((query) => {
      const one = work(begun, query);
      void ask(query, one.run);
      return one;
    });
    await turn();
    const leaving = new AbortController();
    const same = Array.from({ length: 58 }, (_, at) => {
      const one = work(begun, String(at));
      one.end();
      return ask('?limit=1000', one.run, at === 0 ? leaving.signal : undefined);
    });
    leaving.abort();
    await turn();
    expect(begun).toHaveLength(2);
    for (const { end } of blocking) end();
    const texts = await Promise.all(same.map(async (answer) => (await answer).text()));
    expect(new Set(texts)).toEqual(new Set(['0']));
    expect(begun).toHaveLength(3);
    // A read that has started cannot be joined.
    expect(await (await ask('?limit=1000', async () => 'new')).text()).toBe('new');
  });

  it('that all clients have abandoned are not run', async () => {
    const begun: string[] = [];
    const blocking = ['?limit=1000&search=c', '?limit=1000&search=d'].map((query) => {
      const one = work(begun, query);
      void ask(query, one.run);
      return one;
    });
    await turn();
    const client = new AbortController();
    const left = [1, 2].map(() => ask('?limit=1000', async () => 'left', client.signal));
    for (const one of left) one.catch(() => {});
    await turn();
    client.abort();
    for (const one of left) await expect(one).rejects.toMatchObject({ message: 'the client went away' });
    for (const { end } of blocking) end();
    expect(await (await ask('?limit=1000', async () => 'new')).text()).toBe('new');
  });
});

describe('writes', () => {
  const post = (who: string, write: () => Promise<string>, body: BodyInit = '{}') =>
    asCaller({ ...operator, name: who }, () =>
      inWriteTurn(
        new Request('http://localhost/api/detectors', {
          method: 'POST',
          body,
          duplex: 'half',
        } as RequestInit),
        async () => new Response(await write()),
      ),
    );

  it('of one caller run four at a time, and hold up nobody else', async () => {
    const begun: string[] = [];
    const writes = Array.from({ length: 20 }, (_, at) => work(begun, String(at)));
    const answers = writes.map(({ run }) => post('eve', run));
    expect(await (await post('ada', async () => 'other')).text()).toBe('other');
    await vi.waitFor(() => expect(begun).toEqual(['0', '1', '2', '3']));
    for (const { end } of writes) end();
    await Promise.all(answers);
    expect(begun).toEqual(writes.map((_, at) => String(at)));
  });

  it('take no turn before their body has arrived', async () => {
    const dripping = Array.from({ length: 8 }, () => post('ada', async () => 'slow', new ReadableStream()));
    expect(dripping).toHaveLength(8);
    expect(await (await post('ada', async () => 'quick')).text()).toBe('quick');
  });
});
