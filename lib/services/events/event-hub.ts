import type { Database } from '../../db/client';
import { database } from '../../db/client';
import { type Listening, listenTo } from '../../db/notifications';
import { type EventRow, eventsKeptMs, eventsSince, pruneEvents } from '../../db/sql/events';
import { DriftwatchError } from '../../errors';
import { logger } from '../../logger';
import { processWide } from '../../process-wide';

/** The channel of `pg_notify` in the database. */
const channel = 'driftwatch_events';
/** Maximum number of open streams of a process; each costs a few kilobytes. */
export const maxStreams = 200;
/** Maximum number of them of one caller. */
export const maxStreamsOfCaller = maxStreams / 2;
/**
 * Interval of comments between messages, so that proxies keep the connection; the database is checked at
 * least as often.
 */
const heartbeatMs = 20_000;
/** Notifications that arrive within this time cause one query. */
const gatherMs = 50;
/** Maximum number of changes sent individually at a time. */
const maxChanges = 500;
/** Maximum age of an id from which a client can resume: a little less than events are kept. */
const resumableMs = eventsKeptMs - 600_000;
/** How long the connection is kept without streams, because reloaded pages come back. */
const idleMs = 30_000;

/** A listener; `send` returns whether it keeps up. */
export interface EventStream {
  /** Name of the caller. */
  who: string;
  /** Whether its client may know of a change. */
  hears: (row: EventRow) => boolean;
  send(text: string): boolean;
  end(): void;
}

interface Position {
  horizon: string;
  readMs: number;
}

/** `1234-1767225600000`: where to continue, and when that was, because events are not kept forever. */
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
    return message('reset', position, { reason: 'many changes at once; request everything again' });
  const changes = rows.map(({ type, entity, entityId, modelId }) => ({
    type,
    entity,
    id: entityId,
    model_id: modelId,
  }));
  return message('changes', position, { changes });
}

const heardBy = ({ hears }: EventStream, rows: EventRow[]) => rows.filter(hears);

/**
 * Sends changes to streams, in all processes on the database: a trigger writes a row for every audit row and
 * notifies in the same transaction, and one connection of the process listens. Nothing uncommitted is sent;
 * everything committed is sent at least once, also to a stream that resumes.
 */
export class EventHub {
  readonly #streams = new Set<EventStream>();
  /**
   * Those that are not told yet what they have missed; counted, so that many who come at once do not pass the
   * limit.
   */
  readonly #opening = new Set<EventStream>();
  readonly #db: () => Database;
  #position: Position | null = null;
  /** Ids that were sent and may be read again. */
  #told = new Set<string>();
  #listening: Listening | null = null;
  #heartbeat: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: () => Database = () => database()) {
    this.#db = db;
  }

  get streamCount(): number {
    return this.#streams.size + this.#opening.size;
  }

  #refuseBeyondLimits({ who }: EventStream) {
    const refuse = (limit: number, whose: string) => {
      throw new DriftwatchError(
        'LIMIT_EXCEEDED',
        `${limit} event streams${whose} are open; try again shortly`,
      );
    };
    if (this.streamCount >= maxStreams) refuse(maxStreams, '');
    const theirs = [...this.#streams, ...this.#opening].filter((stream) => stream.who === who);
    if (theirs.length >= maxStreamsOfCaller) refuse(maxStreamsOfCaller, ' of this caller');
  }

  /**
   * Adds a stream, which first gets what it has missed since the message `lastId`.
   *
   * @throws LIMIT_EXCEEDED with 200 open streams, or 100 of the same caller
   */
  async open(stream: EventStream, lastId: string | null): Promise<void> {
    this.#refuseBeyondLimits(stream);
    this.#opening.add(stream);
    this.#start();
    try {
      await this.#inTurn(async () => {
        await this.#look();
        await this.#welcome(stream, parseId(lastId));
        // Unless it was closed meanwhile.
        if (this.#opening.delete(stream)) this.#streams.add(stream);
      });
    } catch (error) {
      this.close(stream);
      throw error;
    }
  }

  close(stream: EventStream) {
    this.#streams.delete(stream);
    this.#opening.delete(stream);
    if (this.streamCount > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.streamCount === 0 && this.#stop(), idleMs);
    this.#idle.unref();
  }

  /** Ends all streams; their clients come back when a server is available. */
  endAll() {
    for (const stream of [...this.#streams]) stream.end();
    this.#streams.clear();
    this.#stop();
  }

  #start() {
    clearTimeout(this.#idle);
    if (this.#listening) return;
    this.#listening = listenTo(channel, () => this.#hear());
    this.#heartbeat = setInterval(() => {
      this.#tell(() => ': ping\n\n');
      this.#hear();
    }, heartbeatMs);
    this.#heartbeat.unref();
  }

  #stop() {
    this.#listening?.stop();
    this.#listening = null;
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

  /** Reads new events and sends them. The first query only determines where the hub starts. */
  async #look() {
    const isFirst = this.#position === null;
    if (isFirst) await pruneEvents(this.#db(), new Date(Date.now() - eventsKeptMs));
    // Far more than are sent individually, and few enough for one query.
    const since = this.#position?.horizon ?? (await eventsSince(this.#db(), '0', 0)).horizon;
    const { rows, horizon, again } = await eventsSince(this.#db(), since, 10_000);
    const position = { horizon, readMs: Date.now() };
    const fresh = isFirst ? [] : rows.filter(({ id }) => !this.#told.has(id));
    this.#position = position;
    this.#told = new Set(again);
    this.#tell((stream) => toMessage(heardBy(stream, fresh), position));
  }

  async #welcome(stream: EventStream, last: Position | null) {
    const own = this.#position as Position;
    const hello = (resumed: boolean) => stream.send(`retry: 3000\n${message('hello', own, { resumed })}`);
    if (last === null) return hello(false);
    const { rows, end } = await eventsSince(this.#db(), last.horizon, maxChanges + 1);
    // An id of another database, or one whose events are gone.
    if (own.readMs - last.readMs > resumableMs || BigInt(last.horizon) > BigInt(end)) {
      hello(false);
      return stream.send(message('reset', own, { reason: 'away for too long; request everything again' }));
    }
    hello(true);
    const text = toMessage(heardBy(stream, rows), own);
    return text === null || stream.send(text);
  }

  #tell(textFor: (stream: EventStream) => string | null) {
    for (const stream of [...this.#streams]) {
      const text = textFor(stream);
      if (text === null || stream.send(text)) continue;
      stream.end();
      this.close(stream);
    }
  }
}

const appHub = processWide('event-hub', () => new EventHub());

/** Returns the hub of the process. */
export function eventHub(): EventHub {
  return appHub.get();
}

/** Ends all event streams and the connection that listens, if any. */
export async function closeEventHub() {
  appHub.take()?.endAll();
}
