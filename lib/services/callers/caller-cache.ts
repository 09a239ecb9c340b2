import { type Database, database } from '../../db/client';
import { type Listening, listenTo } from '../../db/notifications';
import type { Caller } from './caller';
import { callerOfKey } from './caller-of-key';
import { callerOfSession } from './caller-of-session';

/** The channel of `pg_notify` in the database. */
const channel = 'driftwatch_identity';
/** Maximum number of callers in memory. They are few, and one more only costs a query. */
const maxCallers = 10_000;
/** Maximum length of all their keys and cookies together: cookies can be long, and differ in what they please. */
const maxLength = 4_000_000;
/** Sessions are looked at again after this time, so that they are prolonged while they are used. */
const sessionMs = 60_000;

interface Known {
  caller: Caller;
  untilMs: number;
}

/**
 * Knows who sends requests. Checking a key or a session again costs no query, as long as the connection that
 * hears of changes is alive: a key that is revoked ends within a second in every process. While that
 * connection is lost, each request asks the database.
 */
export class CallerCache {
  readonly #db: () => Database;
  readonly #known = new Map<string, Known>();
  /** Length of the keys and cookies that are known. */
  #length = 0;
  readonly #watchers = new Set<() => void>();
  #listening: Listening | null = null;
  /** Number of changes heard so far. */
  #changes = 0;

  constructor(db: () => Database = () => database()) {
    this.#db = db;
  }

  /**
   * Returns the caller with a key or cookies that were checked before; undefined if the database has to be
   * asked.
   */
  peek(credentials: string): Caller | undefined {
    this.#listening ??= listenTo(channel, () => this.#hear());
    const known = this.#known.get(credentials);
    if (known === undefined || !this.#listening.isFresh()) return undefined;
    return Date.now() < known.untilMs ? known.caller : undefined;
  }

  /** @throws UNAUTHENTICATED if it is not a key of this app, or can no longer be used */
  async ofKey(text: string): Promise<Caller> {
    const changes = this.#changes;
    const caller = await callerOfKey(this.#db(), text, new Date());
    this.#remember(text, caller, caller.endsMs, changes);
    return caller;
  }

  /** Returns null if there is no valid session in the cookies. */
  async ofCookies(header: string): Promise<Caller | null> {
    const changes = this.#changes;
    const caller = await callerOfSession(header);
    if (caller === null) return null;
    // Cookies that are sent once are not sent again from memory.
    const remembered = { ...caller, setCookies: [] };
    this.#remember(header, remembered, Math.min(caller.endsMs, Date.now() + sessionMs), changes);
    return caller;
  }

  /** Calls `watcher` whenever callers may have changed; returns a function that ends that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close() {
    this.#listening?.stop();
    this.#listening = null;
    this.#forget();
  }

  /** What was read before a change that has been heard meanwhile is not remembered. */
  #remember(credentials: string, caller: Caller, untilMs: number, changes: number) {
    if (changes !== this.#changes) return;
    if (!this.#known.has(credentials)) {
      const isFull = this.#known.size >= maxCallers || this.#length + credentials.length > maxLength;
      if (isFull) this.#forget();
      this.#length += credentials.length;
    }
    this.#known.set(credentials, { caller, untilMs });
  }

  #forget() {
    this.#known.clear();
    this.#length = 0;
  }

  #hear() {
    this.#changes += 1;
    this.#forget();
    for (const watcher of this.#watchers) watcher();
  }
}
