import { statfs } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { DriftwatchError } from '../errors';
import { type Cluster, superuser } from './cluster';
import {
  findPostmaster,
  logTail,
  type Postmaster,
  removeEmptyPidFile,
  type StartedPostmaster,
  startPostmaster,
  stopPostmaster,
} from './postmaster';
import { socketPort } from './socket-folder';
import { pause, waitUntil } from './wait-until';

/** A cluster and the folder through which its socket is reached. */
export interface Site {
  cluster: Cluster;
  socketFolder: string;
}

/** A live server and our connection to it, which holds the sharing lock. */
export interface Link {
  pid: number;
  client: pg.Client;
}

export interface Reaching {
  settings: Record<string, string>;
  say: (sentence: string) => void;
  isWanted: () => boolean;
}

/**
 * Every process that uses the server holds this lock in shared mode; a process that can get it exclusively is
 * the last one.
 */
const sharingKey = 0x44720010;
const respawnMs = 300;
/** How long failed starts are retried: the processes of a killed server need a moment to exit. */
const failingMs = 10_000;
const silentMs = 5000;
/** How long a live server may take to accept connections, including crash recovery. */
const recoveringMs = 600_000;
/** PostgreSQL allocates disk space for its write-ahead log in segments of half this size. */
const minFreeBytes = 32 * 2 ** 20;
const wrongPassword = '28P01';

/** Opens a superuser's connection, for what the app's own role may not do. */
export async function connectAsSuperuser(
  { cluster, socketFolder }: Site,
  database: string,
): Promise<pg.Client> {
  const client = new pg.Client({
    host: socketFolder,
    port: socketPort,
    user: superuser,
    password: cluster.password,
    database,
    application_name: 'driftwatch keeper',
    connectionTimeoutMillis: 5000,
    // Objects of the app's role must not shadow those of PostgreSQL, and passwords must not get into the log.
    options: '-c search_path=pg_catalog -c log_min_error_statement=panic',
  });
  // A lost connection emits `end`; without a listener the error would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Returns undefined while the server is not ready: starting, recovering or stopping. */
async function connect(site: Site, { pid }: Postmaster): Promise<Link | undefined> {
  try {
    const client = await connectAsSuperuser(site, 'postgres');
    await client.query('SELECT pg_advisory_lock_shared($1)', [sharingKey]);
    return { pid, client };
  } catch (error) {
    if ((error as { code?: string }).code !== wrongPassword) return undefined;
    throw new DriftwatchError(
      'INTERNAL',
      `the PostgreSQL in ${site.cluster.folder} rejects the password in its file driftwatch-password; restore that file`,
      { cause: error },
    );
  }
}

async function explainFailure({ folder, logFile }: Cluster): Promise<string> {
  const tail = await logTail(logFile);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < minFreeBytes || tail.includes('No space left on device')) {
    return `the disk of ${path.dirname(folder)} is full; once there is free space, PostgreSQL starts again by itself`;
  }
  return `PostgreSQL did not start; the end of ${logFile}:\n${tail}`;
}

/** Adopts the running server of the cluster, or starts one. */
export async function reach(site: Site, { settings, say, isWanted }: Reaching): Promise<Link> {
  const { cluster } = site;
  const beganMs = Date.now();
  let started: StartedPostmaster | undefined;
  let startedMs = 0;
  let isSilent = true;
  while (isWanted()) {
    const running = await findPostmaster(cluster.folder);
    if (running?.listensOnTcp) {
      say('PostgreSQL was started by an earlier version and listens on a port; restarting it on a socket.');
      await stopPostmaster(cluster.folder, running.pid);
      continue;
    }
    const link = running && (await connect(site, running));
    if (link) return link;
    const waitedMs = Date.now() - beganMs;
    if (waitedMs > (running ? recoveringMs : failingMs)) {
      throw new DriftwatchError('INTERNAL', await explainFailure(cluster));
    }
    if (isSilent && waitedMs > silentMs) {
      isSilent = false;
      say(`Waiting for PostgreSQL (see ${cluster.logFile})…`);
    }
    if (!running && started?.exited !== false && Date.now() - startedMs > respawnMs) {
      if (waitedMs > failingMs / 2) await removeEmptyPidFile(cluster.folder);
      started = await startPostmaster(cluster, settings);
      startedMs = Date.now();
    }
    await pause(25);
  }
  throw new DriftwatchError('NOT_ALLOWED_NOW', 'the embedded PostgreSQL is being closed');
}

/**
 * Returns a new link to a server that came back but whose link was lost; undefined if no server is running.
 */
export async function relink(site: Site): Promise<Link | undefined> {
  let link: Link | undefined;
  await waitUntil(async () => {
    const running = await findPostmaster(site.cluster.folder);
    link = running && (await connect(site, running));
    return link !== undefined || running === undefined;
  }, 3000);
  return link;
}

/**
 * Returns whether nobody else uses the server. Also false if it is gone: then another process is stopping it.
 */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [sharingKey]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS last', [sharingKey]);
    return Boolean(rows[0]?.last);
  } catch {
    return false;
  }
}

/** Leaves the server to the other processes that use it; the last one stops it. */
export async function leave({ cluster }: Site, { client, pid }: Link) {
  // The exclusive lock is held until the server is gone, so that a process starting now waits for a new
  // server.
  if (await isLast(client)) await stopPostmaster(cluster.folder, pid);
  await client.end().catch(() => {});
}
