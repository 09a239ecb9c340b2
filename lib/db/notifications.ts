import pg from 'pg';
import { env } from '../env';
import { DriftwatchError } from '../errors';
import { logger } from '../logger';

/** How long after a lost connection the next one is tried, in milliseconds. */
const retryMs = 2000;

/**
 * Listens to a channel of NOTIFY on a connection of its own, which comes back whenever it is lost.
 *
 * @param hear called for every notification, and when a connection has come (back): something may have been
 * missed
 * @returns ends it
 */
export function listenTo(channel: string, hear: () => void): () => void {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new DriftwatchError('INTERNAL', 'DATABASE_URL is not set');
  let isOver = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const retry = (error?: unknown) => {
    if (isOver || timer) return;
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
      hear();
    } catch (error) {
      retry(error);
    }
  }

  void connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    void client?.end().catch(() => {});
  };
}
