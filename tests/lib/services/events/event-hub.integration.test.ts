import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GET } from '@/app/api/events/route';
import { database } from '@/lib/db/client';
import { inTransaction } from '@/lib/db/transaction';
import { asCaller } from '@/lib/http/caller';
import { writeAudit } from '@/lib/services/audit/write-audit';
import { operator, system } from '@/lib/services/call';
import {
  closeEventHub,
  EventHub,
  eventHub,
  maxStreams,
  maxStreamsOfCaller,
} from '@/lib/services/events/event-hub';
import { api } from '../../../helpers/api';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);
afterEach(closeEventHub);

interface Message {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  data: any;
}

function toMessage(block: string): Message {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) };
}

/** A client of the route, that reads message by message. */
async function connect(lastId?: string) {
  const aborted = new AbortController();
  const request = new Request('http://driftwatch.test/api/events', {
    signal: aborted.signal,
    ...(lastId !== undefined && { headers: { 'last-event-id': lastId } }),
  });
  const response = await asCaller(operator, () => GET(request, { params: Promise.resolve({}) }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    async next(): Promise<Message> {
      while (!text.includes('\n\n')) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error('the stream has ended');
        text += value;
      }
      const [block = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      return toMessage(block);
    },
    end: () => {
      aborted.abort();
      return reader?.cancel();
    },
  };
}

const note = (text: string) => api('POST', '/api/annotations', { model_id: 'fraud', text });
const typesOf = ({ data }: Message) => data.changes.map(({ type }: { type: string }) => type);

beforeEach(() => database().model.create({ data: { id: 'fraud' } }));

describe('an event stream', () => {
  test('tells what is committed, with the ids that are needed to ask for it', async () => {
    const client = await connect();
    expect(client.response.headers.get('content-type')).toContain('text/event-stream');
    expect(await client.next()).toMatchObject({ event: 'hello', data: { resumed: false } });
    const { body } = await note('a deploy');
    const { event, data } = await client.next();
    expect([event, data]).toEqual([
      'changes',
      {
        changes: [{ type: 'annotation.created', entity: 'annotation', id: body.id, model_id: 'fraud' }],
      },
    ]);
    await client.end();
    expect(eventHub().streamCount).toBe(0);
  });

  test('says of which model an incident and a job are', async () => {
    await api('POST', '/api/detectors', {
      name: 'limits',
      metric_pattern: '*',
      method: 'static_threshold',
      params: { lower: 0.5 },
    });
    const client = await connect();
    await client.next();
    await api('POST', '/api/metrics', [{ model_id: 'fraud', metric: 'accuracy', value: 0.1 }]);
    const { data } = await client.next();
    expect(data.changes).toEqual([
      { type: 'retrain_job.requested', entity: 'retrain_job', id: expect.any(String), model_id: 'fraud' },
      { type: 'incident.opened', entity: 'incident', id: expect.any(String), model_id: 'fraud' },
    ]);
    await client.end();
  });

  test('that comes back is told what it has missed, and nothing that was undone', async () => {
    const first = await connect();
    const hello = await first.next();
    await first.end();
    await note('missed');
    await expect(
      inTransaction(database(), async (tx) => {
        await writeAudit(tx, system, new Date(), [
          { action: 'view.created', entityType: 'view', entityId: 'never' },
        ]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    const second = await connect(hello.id);
    expect((await second.next()).data).toEqual({ resumed: true });
    expect(typesOf(await second.next())).toEqual(['annotation.created']);
    await second.end();
  });

  test('misses nothing of a transaction that began before another and ended after it', async () => {
    const client = await connect();
    await client.next();
    let end: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    let begun: () => void = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow = inTransaction(database(), async (tx) => {
      await writeAudit(tx, system, new Date(), [
        { action: 'view.created', entityType: 'view', entityId: 'slow' },
      ]);
      begun();
      await held;
    });
    await hasBegun;
    await note('quick');
    const quick = await client.next();
    expect(typesOf(quick)).toEqual(['annotation.created']);
    // One that resumes from here must still be told of the other.
    end();
    await slow;
    expect(typesOf(await client.next())).toEqual(['view.created']);
    const resumed = await connect(quick.id);
    await resumed.next();
    expect(typesOf(await resumed.next())).toContain('view.created');
    await Promise.all([client.end(), resumed.end()]);
  });

  test('is told to request everything again after too long, too much, or from another database', async () => {
    const old = `1-${Date.now() - 3_600_000}`;
    const elsewhere = `999999999999-${Date.now()}`;
    for (const id of [old, elsewhere]) {
      const client = await connect(id);
      expect((await client.next()).data).toEqual({ resumed: false });
      expect((await client.next()).event).toBe('reset');
      await client.end();
    }
    const client = await connect();
    await client.next();
    await inTransaction(database(), (tx) =>
      writeAudit(
        tx,
        system,
        new Date(),
        Array.from({ length: 501 }, (_, index) => ({
          action: 'view.created',
          entityType: 'view' as const,
          entityId: `${index}`,
        })),
      ),
    );
    expect((await client.next()).event).toBe('reset');
    await client.end();
  });

  test('that is not read is ended once 64 KiB wait for it', async () => {
    let waiting = 0;
    let isEnded = false;
    const hub = new EventHub();
    await hub.open(
      {
        who: operator.name,
        hears: () => true,
        send: (text) => {
          waiting += text.length;
          return waiting < 300;
        },
        end: () => {
          isEnded = true;
        },
      },
      null,
    );
    for (let index = 0; index < 4 && !isEnded; index += 1) {
      await note('x');
      await expect.poll(() => isEnded || waiting > 100 * (index + 1)).toBe(true);
    }
    await expect.poll(() => isEnded).toBe(true);
    expect(hub.streamCount).toBe(0);
    hub.endAll();
  });

  const open = async (who: string[]) => {
    const streams = who.map((name) => ({ who: name, hears: () => true, send: () => true, end: () => {} }));
    await Promise.all(streams.map((stream) => eventHub().open(stream, null)));
    return streams;
  };

  test('beyond 200 is refused, to be tried again later', async () => {
    const streams = await open(Array.from({ length: maxStreams }, (_, index) => `user:${index}`));
    const { response } = await connect();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    for (const stream of streams) eventHub().close(stream);
    const client = await connect();
    expect((await client.next()).event).toBe('hello');
    await client.end();
  });

  test('beyond 100 of one caller is refused to him, and not to others', async () => {
    const [first] = await open(Array.from({ length: maxStreamsOfCaller }, () => 'key:one'));
    await expect(open(['key:one'])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const client = await connect();
    expect((await client.next()).event).toBe('hello');
    await client.end();
    if (first) eventHub().close(first);
    await open(['key:one']);
    expect(eventHub().streamCount).toBe(maxStreamsOfCaller);
  });
});
