import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { logger } from '../logger';

/** How long after a lost connection the next one is tried, in milliseconds. */
const retryMs = 2000;

/** Interval of the checks that the connection still delivers, in milliseconds. */
const pingMs = 250;
/** How long after a check that went well everything that was announced has been heard. */
const freshMs = 1000;
/** Checks end when nobody has asked for this time. */
const askedMs = 10_000;

export interface Listening {
  /**
   * Returns whether everything that was committed until a second ago has been heard. The first answer after
   * a pause is no.
   */
  isFresh(): boolean;
  stop(): void;
}

/**
 * Listens to a channel of NOTIFY on a connection of its own, which comes back whenever it is lost.
 *
 * @param hear called for every notification, and when a connection has come (back): something may have been
 * missed
 */
export function listenTo(channel: string, hear: () => void): Listening {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new DriftwatchError('INTERNAL', 'DATABASE_URL is not set');
  let isOver = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let aliveMs = Number.NEGATIVE_INFINITY;
  let lastAskedMs = Number.NEGATIVE_INFINITY;
  let isListening = false;
  let pinging: pg.Client | null = null;

  const retry = (error?: unknown) => {
    if (isOver || timer) return;
    aliveMs = Number.NEGATIVE_INFINITY;
    isListening = false;
    client?.removeAllListeners();
    client?.on('error', () => {});
    void client?.end().catch(() => {});
    client = null;
    if (error) logger.warn('the connection that listens for events was lost', { error });
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, retryMs);
    timer.unref();
  };

  /** A notification arrives before the response to any later statement. */
  async function ping(own: pg.Client) {
    pinging = own;
    try {
      while (own === client && !isOver && performance.now() - lastAskedMs < askedMs) {
        const sentMs = performance.now();
        await own.query('SELECT 1');
        aliveMs = sentMs;
        await pause(pingMs, undefined, { ref: false });
      }
    } catch {
      // The connection is lost, and `retry` knows it.
    } finally {
      if (pinging === own) pinging = null;
    }
  }

  async function connect() {
    const own = new pg.Client({
      connectionString,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      application_name: 'driftwatch events',
    });
    client = own;
    own.on('error', retry);
    own.on('end', () => client === own && retry());
    own.on('notification', hear);
    try {
      await own.connect();
      await own.query(`LISTEN ${own.escapeIdentifier(channel)}`);
      if (isOver) return void own.end().catch(() => {});
      isListening = true;
      hear();
    } catch (error) {
      retry(error);
    }
  }

  void connect();
  return {
    isFresh() {
      lastAskedMs = performance.now();
      if (client && isListening && pinging !== client) void ping(client);
      return lastAskedMs - aliveMs < freshMs;
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
      void client?.end().catch(() => {});
    },
  };
}
