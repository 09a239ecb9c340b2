import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { senderOf } from '../../lib/http/sender-of';
import type { TrustedProxies } from '../../lib/http/trusted-proxies';
import { rareWarning } from './rare-warning';

export interface ConnectionLimits {
  /** Maximum number of connections. */
  total: number;
  /** Maximum number of connections per sender; see `senderOf`. */
  perSender: number;
}

/** Connections by sender, oldest first. */
class Senders {
  readonly #sockets = new Map<string, Set<Socket>>();

  add(sender: string, socket: Socket): Set<Socket> {
    const theirs = this.#sockets.get(sender) ?? new Set();
    this.#sockets.set(sender, theirs.add(socket));
    return theirs;
  }

  remove(sender: string, socket: Socket) {
    const theirs = this.#sockets.get(sender);
    theirs?.delete(socket);
    if (theirs?.size === 0) this.#sockets.delete(sender);
  }
}

/**
 * Limits the number of connections. At a limit, the oldest idle connection is closed to make room for the new
 * one; if none is idle, the new one is closed. Below the limits a connection costs almost nothing, because
 * nothing is searched.
 *
 * @param sockets the open connections of the server, oldest first
 * @param isTrusted proxies, whose connections are those of many senders; only the total limits them
 * @param isIdle returns whether no request is in progress on a connection
 */
export function limitConnections(
  server: Server,
  sockets: ReadonlySet<Socket>,
  isIdle: (socket: Socket) => boolean,
  limits: ConnectionLimits,
  isTrusted: TrustedProxies,
) {
  const senders = new Senders();
  const warn = rareWarning('the limit of connections is reached');

  /** Closes an idle connection for the new one. Returns whether there was one. */
  function makeRoom(among: ReadonlySet<Socket>, newest: Socket): boolean {
    for (const socket of among) {
      // A connection that is being closed frees its place anyway, but that place was promised to an earlier
      // one.
      if (socket === newest || socket.destroyed || !isIdle(socket)) continue;
      socket.destroy();
      return true;
    }
    return false;
  }

  server.on('connection', (socket) => {
    const sender = senderOf(socket.remoteAddress);
    const theirs = senders.add(sender, socket);
    socket.once('close', () => senders.remove(sender, socket));
    const isSenderFull = theirs.size > limits.perSender && !isTrusted(socket.remoteAddress);
    if (!isSenderFull && sockets.size <= limits.total) return;
    const hasRoom = makeRoom(isSenderFull ? theirs : sockets, socket);
    if (!hasRoom) socket.destroy();
    const limit = isSenderFull
      ? { setting: 'MAX_CONNECTIONS_PER_ADDRESS', limit: limits.perSender }
      : { setting: 'MAX_CONNECTIONS', limit: limits.total };
    warn({ ...limit, sender, closed: hasRoom ? 'the oldest idle connection' : 'the new connection' });
  });
}
