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

/** A cluster and the folder by which its socket is reached. */
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

/** Held shared by every process that uses the server; who can get it exclusively is the last one. */
const sharingKey = 0x44720010;
const respawnMs = 300;
/** How long starts that fail are repeated: a killed server's processes need a moment to go. */
const failingMs = 10_000;
const silentMs = 5000;
/** How long a live server may take to accept connections; recovery after a crash belongs to that. */
const recoveringMs = 600_000;
/** PostgreSQL takes disk space for its log of changes in pieces of half as much. */
const minFreeBytes = 32 * 2 ** 20;
const wrongPassword = '28P01';

/** A superuser's connection, for what the app's own role may not do. */
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
    // Nothing that the app's role has made may be mistaken for PostgreSQL's own, and no password gets into the log.
    options: '-c search_path=pg_catalog -c log_min_error_statement=panic',
  });
  // A lost connection shows as `end`; without a listener the error would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Undefined while the server is not ready: starting, recovering or stopping. */
async function connect(site: Site, { pid }: Postmaster): Promise<Link | undefined> {
  try {
    const client = await connectAsSuperuser(site, 'postgres');
    await client.query('SELECT pg_advisory_lock_shared($1)', [sharingKey]);
    return { pid, client };
  } catch (error) {
    if ((error as { code?: string }).code !== wrongPassword) return undefined;
    throw new DriftwatchError(
      'INTERNAL',
      `the PostgreSQL in ${site.cluster.folder} refuses the password in its file driftwatch-password; restore that file`,
      { cause: error },
    );
  }
}

async function explainFailure({ folder, logFile }: Cluster): Promise<string> {
  const tail = await logTail(logFile);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < minFreeBytes || tail.includes('No space left on device')) {
    return `the disk of ${path.dirname(folder)} is full; free some space there, and PostgreSQL starts again by itself`;
  }
  return `PostgreSQL did not start; the end of ${logFile}:\n${tail}`;
}

/** Adopts the running server of the cluster, else starts one. */
export async function reach(site: Site, { settings, say, isWanted }: Reaching): Promise<Link> {
  const { cluster } = site;
  const beganMs = Date.now();
  let started: StartedPostmaster | undefined;
  let startedMs = 0;
  let isSilent = true;
  while (isWanted()) {
    const running = await findPostmaster(cluster.folder);
    if (running?.listensOnTcp) {
      say('PostgreSQL listens on a port, as an earlier version started it; restarting it on a socket.');
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

/** A link to a server that lost its own while it came back; undefined when there is none to leave. */
export async function relink(site: Site): Promise<Link | undefined> {
  let link: Link | undefined;
  await waitUntil(async () => {
    const running = await findPostmaster(site.cluster.folder);
    link = running && (await connect(site, running));
    return link !== undefined || running === undefined;
  }, 3000);
  return link;
}

/** Whether nobody else uses the server. False too when it has gone meanwhile: then another one is stopping it. */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [sharingKey]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS last', [sharingKey]);
    return Boolean(rows[0]?.last);
  } catch {
    return false;
  }
}

/** Leaves the server to the others that use it; the last one stops it. */
export async function leave({ cluster }: Site, { client, pid }: Link) {
  // The exclusive lock stays until the server is gone, so that whoever starts meanwhile waits for a new one.
  if (await isLast(client)) await stopPostmaster(cluster.folder, pid);
  await client.end().catch(() => {});
}
