import type { Database } from '../../db/client';
import { database } from '../../db/client';
import { listenTo } from '../../db/notifications';
import { type EventRow, eventsKeptMs, eventsSince, pruneEvents } from '../../db/sql/events';
import { DriftwatchError } from '../../errors';
import { logger } from '../../logger';

/** What `pg_notify` is called with in the database. */
const channel = 'driftwatch_events';
/** Open streams of a process; each costs a few kilobytes. */
export const maxStreams = 200;
/** Comments between messages, so that proxies keep the connection; the database is looked at as often in any case. */
const heartbeatMs = 20_000;
/** Notifications that come together are one look at the database. */
const gatherMs = 50;
/** More changes at a time are not told one by one. */
const maxChanges = 500;
/** How old an id may be that is resumed from: a little less than events are kept. */
const resumableMs = eventsKeptMs - 600_000;
/** The connection is kept so long without streams: pages that are loaded anew come back. */
const idleMs = 30_000;

/** One that is told; `send` returns whether it keeps up. */
export interface EventStream {
  send(text: string): boolean;
  end(): void;
}

interface Position {
  horizon: string;
  readMs: number;
}

/** `1234-1767225600000`: where to go on, and when that was, since events are not kept for ever. */
function parseId(id: string | null): Position | null {
  const [, horizon, readMs] = /^(\d{1,19})-(\d{1,15})$/.exec(id ?? '') ?? [];
  return horizon === undefined || readMs === undefined ? null : { horizon, readMs: Number(readMs) };
}

function message(event: string, { horizon, readMs }: Position, data: object): string {
  return `event: ${event}\nid: ${horizon}-${readMs}\ndata: ${JSON.stringify(data)}\n\n`;
}

function toMessage(rows: EventRow[], position: Position): string | null {
  if (rows.length === 0) return null;
  if (rows.length > maxChanges)
    return message('reset', position, { reason: 'many changes at once; ask for everything again' });
  const changes = rows.map(({ type, entity, entityId, modelId }) => ({
    type,
    entity,
    id: entityId,
    model_id: modelId,
  }));
  return message('changes', position, { changes });
}

/**
 * Tells streams what has changed, in all processes on the database: a trigger writes a row for every audit row and notifies in
 * the same transaction; one connection of the process listens. Nothing is told that was not committed; what is committed is
 * told at least once, to a stream that resumes too.
 */
export class EventHub {
  readonly #streams = new Set<EventStream>();
  readonly #db: () => Database;
  #position: Position | null = null;
  /** Ids that were told and may be read again. */
  #told = new Set<string>();
  #stopListening: (() => void) | null = null;
  #heartbeat: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: () => Database = () => database()) {
    this.#db = db;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /**
   * Adds a stream; it is told what it has missed since the message of `lastId`.
   *
   * @throws LIMIT_EXCEEDED with 200 streams open
   */
  async open(stream: EventStream, lastId: string | null): Promise<void> {
    if (this.#streams.size >= maxStreams)
      throw new DriftwatchError('LIMIT_EXCEEDED', `${maxStreams} event streams are open; try again shortly`);
    // Counted from now on, so that many who come at once do not pass the limit.
    this.#streams.add(stream);
    this.#start();
    try {
      await this.#inTurn(async () => {
        this.#streams.delete(stream);
        await this.#look();
        await this.#welcome(stream, parseId(lastId));
        this.#streams.add(stream);
      });
    } catch (error) {
      this.close(stream);
      throw error;
    }
  }

  close(stream: EventStream) {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#streams.size === 0 && this.#stop(), idleMs);
    this.#idle.unref();
  }

  /** Ends all streams; their clients come back when there is somebody to answer. */
  endAll() {
    for (const stream of [...this.#streams]) stream.end();
    this.#streams.clear();
    this.#stop();
  }

  #start() {
    clearTimeout(this.#idle);
    if (this.#stopListening) return;
    this.#stopListening = listenTo(channel, () => this.#hear());
    this.#heartbeat = setInterval(() => {
      this.#tell(': ping\n\n');
      this.#hear();
    }, heartbeatMs);
    this.#heartbeat.unref();
  }

  #stop() {
    this.#stopListening?.();
    this.#stopListening = null;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#gathering);
    clearTimeout(this.#idle);
    this.#gathering = undefined;
    this.#position = null;
    this.#told = new Set();
  }

  #hear() {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#inTurn(() => this.#look()).catch((error) => logger.debug('events cannot be read now', { error }));
    }, gatherMs);
    this.#gathering.unref();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Reads what is new and tells it. The first look only says where the hub begins. */
  async #look() {
    const isFirst = this.#position === null;
    if (isFirst) await pruneEvents(this.#db(), new Date(Date.now() - eventsKeptMs));
    // Far more than are told one by one, and few enough to be read in one go.
    const since = this.#position?.horizon ?? (await eventsSince(this.#db(), '0', 0)).horizon;
    const { rows, horizon, again } = await eventsSince(this.#db(), since, 10_000);
    const position = { horizon, readMs: Date.now() };
    const fresh = isFirst ? [] : rows.filter(({ id }) => !this.#told.has(id));
    this.#position = position;
    this.#told = new Set(again);
    const text = toMessage(fresh, position);
    if (text !== null) this.#tell(text);
  }

  async #welcome(stream: EventStream, last: Position | null) {
    const own = this.#position as Position;
    const hello = (resumed: boolean) => stream.send(`retry: 3000\n${message('hello', own, { resumed })}`);
    if (last === null) return hello(false);
    const { rows, end } = await eventsSince(this.#db(), last.horizon, maxChanges + 1);
    // An id of another database, or one whose events have gone.
    if (own.readMs - last.readMs > resumableMs || BigInt(last.horizon) > BigInt(end)) {
      hello(false);
      return stream.send(message('reset', own, { reason: 'away for too long; ask for everything again' }));
    }
    hello(true);
    const text = toMessage(rows, own);
    return text === null || stream.send(text);
  }

  #tell(text: string) {
    for (const stream of [...this.#streams]) {
      if (stream.send(text)) continue;
      stream.end();
      this.close(stream);
    }
  }
}

// Next bundles routes apart from what the server itself loads; the hub must stay the same.
const store = globalThis as typeof globalThis & { driftwatchEventHub?: EventHub };

/** The hub of the process. */
export function eventHub(): EventHub {
  store.driftwatchEventHub ??= new EventHub();
  return store.driftwatchEventHub;
}

/** Ends all event streams and the connection that listens, if there are any. */
export async function closeEventHub() {
  store.driftwatchEventHub?.endAll();
  store.driftwatchEventHub = undefined;
}
