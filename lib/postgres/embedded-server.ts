import pg from 'pg';
import { DriftwatchError } from '../errors';
import { type Cluster, prepareCluster, superuser } from './cluster';
import {
  findFreePort,
  findPostmaster,
  logTail,
  type Postmaster,
  removeEmptyPidFile,
  type StartedPostmaster,
  startPostmaster,
  stopPostmaster,
} from './postmaster';
import { retry } from './retry';
import { pause, waitUntil } from './wait-until';

export interface EmbeddedServer {
  port: number;
  /** The connection string of one of its databases. */
  url(database: string): string;
  /** Stops the server, unless another process still uses it. */
  close(): Promise<void>;
}

interface Options {
  dataFolder: string;
  /** Server settings beside ours, such as `fsync` for tests. */
  settings?: Record<string, string>;
  /** Told in a sentence what a person watching should know. */
  say?: (sentence: string) => void;
}

/** A live server and our connection to it, which holds the sharing lock. */
interface Link extends Postmaster {
  client: pg.Client;
}

/** Held shared by every process that uses the server; who can get it exclusively is the last one. */
const sharingKey = 0x44720010;
const respawnMs = 300;
/** How long starts that fail are repeated: a killed server's processes need a moment to go. */
const failingMs = 10_000;
const silentMs = 5000;
/** How long a live server may take to accept connections; recovery after a crash belongs to that. */
const recoveringMs = 600_000;
const wrongPassword = '28P01';

/** Undefined while the server is not ready: starting, recovering or stopping. */
async function connect(cluster: Cluster, { pid, port }: Postmaster): Promise<Link | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: cluster.password,
    database: 'postgres',
    application_name: 'driftwatch keeper',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  // A lost connection shows as `end`; without a listener the error would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [sharingKey]);
    return { pid, port, client };
  } catch (error) {
    await client.end().catch(() => {});
    if ((error as { code?: string }).code !== wrongPassword) return undefined;
    throw new DriftwatchError(
      'INTERNAL',
      `the PostgreSQL in ${cluster.folder} refuses the password in its file driftwatch-password; restore that file`,
      { cause: error },
    );
  }
}

/** Adopts the running server of the cluster, else starts one; `fixedPort` when pools already point there. */
async function reach(
  cluster: Cluster,
  { settings = {}, say = () => {} }: Options,
  isWanted: () => boolean,
  fixedPort?: number,
): Promise<Link> {
  const beganMs = Date.now();
  let started: StartedPostmaster | undefined;
  let startedMs = 0;
  let isSilent = true;
  while (isWanted()) {
    const running = await findPostmaster(cluster.folder);
    const link = running && (await connect(cluster, running));
    if (link) return link;
    const waitedMs = Date.now() - beganMs;
    if (waitedMs > (running ? recoveringMs : failingMs)) {
      const tail = await logTail(cluster.logFile);
      throw new DriftwatchError(
        'INTERNAL',
        `PostgreSQL did not start; the end of ${cluster.logFile}:\n${tail}`,
      );
    }
    if (isSilent && waitedMs > silentMs) {
      isSilent = false;
      say(`Waiting for PostgreSQL (see ${cluster.logFile})…`);
    }
    if (!running && started?.exited !== false && Date.now() - startedMs > respawnMs) {
      if (waitedMs > failingMs / 2) await removeEmptyPidFile(cluster.folder);
      started = await startPostmaster(cluster, fixedPort ?? (await findFreePort()), settings);
      startedMs = Date.now();
    }
    await pause(25);
  }
  throw new DriftwatchError('NOT_ALLOWED_NOW', 'the embedded PostgreSQL is being closed');
}

/** A link to a server that lost its own while it came back; undefined when there is none to leave. */
async function relink(cluster: Cluster): Promise<Link | undefined> {
  let link: Link | undefined;
  await waitUntil(async () => {
    const running = await findPostmaster(cluster.folder);
    link = running && (await connect(cluster, running));
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
async function leave(cluster: Cluster, { client, pid, port }: Link) {
  // The exclusive lock stays until the server is gone, so that whoever starts meanwhile waits for a new one.
  if (await isLast(client)) await stopPostmaster(cluster.folder, { pid, port });
  await client.end().catch(() => {});
}

/**
 * The embedded PostgreSQL of a data folder, shared by every process that opens it. While it is open here, a server
 * that dies is brought back on the same port.
 */
export async function openEmbeddedServer(options: Options): Promise<EmbeddedServer> {
  const { dataFolder, say = () => {} } = options;
  const cluster = await prepareCluster(dataFolder);
  let isOpen = true;
  let link: Link | undefined = await reach(cluster, options, () => isOpen);
  const { port } = link;
  let reviving: Promise<void> | undefined;

  async function revive() {
    const revived = await retry(() => reach(cluster, options, () => isOpen, port), {
      isWanted: () => isOpen,
      pause: (ms) => waitUntil(async () => !isOpen, ms),
      say,
    });
    if (!revived) return;
    link = revived;
    watch(link);
  }
  function watch({ client }: Link) {
    client.once('end', () => {
      link = undefined;
      if (isOpen) reviving = revive();
    });
  }
  watch(link);

  return {
    port,
    url: (database) => `postgresql://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await reviving;
      const last = link ?? (await relink(cluster));
      if (last) await leave(cluster, last);
    },
  };
}
