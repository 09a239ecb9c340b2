import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { senderOf } from '../../lib/http/sender-of';
import { rareWarning } from './rare-warning';

export interface ConnectionLimits {
  /** Connections at the same time. */
  total: number;
  /** Of these, how many may be of one sender; see `senderOf`. */
  perSender: number;
}

/** Connections by sender, the oldest first. */
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
 * Keeps the connections within limits. At a limit the oldest idle one makes room for the new one; if none is idle the new
 * one is closed. Only then is anything looked for, so that a connection costs next to nothing below the limits.
 *
 * @param sockets the open connections of the server, the oldest first
 * @param isIdle whether no request is under way on a connection
 */
export function limitConnections(
  server: Server,
  sockets: ReadonlySet<Socket>,
  isIdle: (socket: Socket) => boolean,
  limits: ConnectionLimits,
) {
  const senders = new Senders();
  const warn = rareWarning('the limit of connections is reached');

  /** Says whether the new connection has a place now. */
  function makeRoom(among: ReadonlySet<Socket>, newest: Socket): boolean {
    for (const socket of among) {
      // One that is being closed leaves its place in a moment anyway, but to somebody who came before.
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
    const isSenderFull = theirs.size > limits.perSender;
    if (!isSenderFull && sockets.size <= limits.total) return;
    const hasRoom = makeRoom(isSenderFull ? theirs : sockets, socket);
    if (!hasRoom) socket.destroy();
    const limit = isSenderFull
      ? { setting: 'MAX_CONNECTIONS_PER_ADDRESS', limit: limits.perSender }
      : { setting: 'MAX_CONNECTIONS', limit: limits.total };
    warn({ ...limit, sender, closed: hasRoom ? 'the oldest idle connection' : 'the new connection' });
  });
}
