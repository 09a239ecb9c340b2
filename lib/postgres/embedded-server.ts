import { appUrl, setUpAppRole } from './app-role';
import { prepareCluster } from './cluster';
import { connectAsSuperuser, type Link, leave, type Reaching, reach, relink, type Site } from './link';
import { rotateLog } from './postmaster';
import { retry } from './retry';
import { openSocketFolder, socketPort } from './socket-folder';
import { waitUntil } from './wait-until';

export interface EmbeddedServer {
  /** Returns the connection string of a database, as the role that owns it. */
  url(database: string): string;
  /** Stops the server unless another process still uses it. */
  close(): Promise<void>;
}

interface Options {
  dataFolder: string;
  /** Additional server settings, such as `fsync` for tests. */
  settings?: Record<string, string>;
  /** Called with a sentence for a person who is watching. */
  say?: (sentence: string) => void;
  /** Called with the reason when the server goes down, and with null when it is back. */
  onChange?: (whyDown: string | null) => void;
  /** How often to check the server and its log, in milliseconds. */
  checkMs?: number;
}

const defaultCheckMs = 5000;

/** Returns null if the server accepts connections, otherwise the reason. */
async function whyNotAnswering(site: Site): Promise<string | null> {
  try {
    await (await connectAsSuperuser(site, 'postgres')).end();
    return null;
  } catch (error) {
    return `PostgreSQL runs but accepts no connections: ${(error as Error).message}`;
  }
}

/**
 * Opens the embedded PostgreSQL of a data folder, shared by every process that opens it. While it is open
 * here, a server that dies is restarted, however often.
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
    turn('PostgreSQL is gone; restarting it…');
    // From here on, the only news is that the server is back, or once why not.
    const revived = await retry(() => reach(site, { ...reaching, say: () => {} }), {
      isWanted: () => isOpen,
      pause: (ms) => waitUntil(async () => !isOpen, ms),
      onFailure: (message) => turn(`PostgreSQL is not back yet; trying again: ${message}`),
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
    // Checked twice: the first failure may be caused by this process, if it was too busy to read the reply.
    const reason = (await whyNotAnswering(site)) && (await whyNotAnswering(site));
    // While a lost server is being restarted, that is the news.
    if (link === asked && isOpen) turn(reason);
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
  let isChecking = false;
  let complaint = '';
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check()
      .catch(({ message }: Error) => {
        if (isOpen && message !== complaint) say(`Checking PostgreSQL failed: ${message}`);
        complaint = message;
      })
      .finally(() => {
        isChecking = false;
      });
  }, checkMs);
  timer.unref();

  return {
    url: (database) => appUrl(database, site.socketFolder, socketPort, cluster.password),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      await reviving;
      const last = link ?? (await relink(site));
      if (last) await leave(site, last);
      await socketFolder.close();
    },
  };
}
