import { appUrl, setUpAppRole } from './app-role';
import { prepareCluster } from './cluster';
import { connectAsSuperuser, type Link, leave, type Reaching, reach, relink, type Site } from './link';
import { rotateLog } from './postmaster';
import { retry } from './retry';
import { openSocketFolder, socketPort } from './socket-folder';
import { waitUntil } from './wait-until';

export interface EmbeddedServer {
  /** The connection string of one of its databases, as the role that owns them. */
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
  /** Told when the server goes, with the reason, and when it is back, with null. */
  onChange?: (whyDown: string | null) => void;
  /** How often to look after the server and its log, in milliseconds. */
  checkMs?: number;
}

const defaultCheckMs = 5000;

/** Null when the server takes connections, else why it does not. */
async function whyNotAnswering(site: Site): Promise<string | null> {
  try {
    await (await connectAsSuperuser(site, 'postgres')).end();
    return null;
  } catch (error) {
    return `PostgreSQL runs and takes no connections: ${(error as Error).message}`;
  }
}

/**
 * The embedded PostgreSQL of a data folder, shared by every process that opens it. While it is open here, a server
 * that dies is brought back, however often and late.
 */
export async function openEmbeddedServer(options: Options): Promise<EmbeddedServer> {
  const {
    dataFolder,
    settings = {},
    say = () => {},
    onChange = () => {},
    checkMs = defaultCheckMs,
  } = options;
  const cluster = await prepareCluster(dataFolder);
  const socketFolder = await openSocketFolder(cluster.folder);
  const site: Site = { cluster, socketFolder: socketFolder.path };
  let isOpen = true;
  const reaching: Reaching = { settings, say, isWanted: () => isOpen };
  let link: Link | undefined;
  let reviving: Promise<void> | undefined;
  let whyDown: string | null = null;

  function turn(reason: string | null) {
    if (isOpen && reason !== whyDown) {
      say(reason === null ? 'PostgreSQL is back.' : reason);
      onChange(reason);
    }
    whyDown = reason;
  }
  async function revive() {
    turn('PostgreSQL is gone; bringing it back…');
    const revived = await retry(() => reach(site, reaching), {
      isWanted: () => isOpen,
      pause: (ms) => waitUntil(async () => !isOpen, ms),
      onFailure: (message) => turn(`PostgreSQL does not come back yet; trying again: ${message}`),
    });
    if (revived) watch(revived);
  }
  function watch(found: Link) {
    link = found;
    turn(null);
    found.client.once('end', () => {
      link = undefined;
      if (isOpen) reviving = revive();
    });
  }
  async function check() {
    await rotateLog(cluster);
    await socketFolder.touch();
    const asked = link;
    if (!asked) return;
    const reason = await whyNotAnswering(site);
    // While a lost server is brought back, that is the news.
    if (link === asked) turn(reason);
  }

  try {
    link = await reach(site, reaching);
    await setUpAppRole(link.client, cluster.password, (database) => connectAsSuperuser(site, database));
  } catch (error) {
    if (link) await leave(site, link);
    await socketFolder.close();
    throw error;
  }
  watch(link);
  let checking: Promise<void> | undefined;
  const timer = setInterval(() => {
    checking ??= check()
      .catch((error) => say(`Looking after PostgreSQL failed: ${(error as Error).message}`))
      .finally(() => {
        checking = undefined;
      });
  }, checkMs);
  timer.unref();

  return {
    url: (database) => appUrl(database, site.socketFolder, socketPort, cluster.password),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      await Promise.all([reviving, checking]);
      const last = link ?? (await relink(site));
      if (last) await leave(site, last);
      await socketFolder.close();
    },
  };
}
