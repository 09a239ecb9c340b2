import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Reads of a connection that may wait; no client that reads its responses sends more in advance. */
const maxWaiting = 100;

const waitingOn = new WeakMap<Socket, number>();

/**
 * Runs `work` of a read when the response before it on its connection has ended. Responses of a connection
 * are sent in the order of its requests, so a client loses nothing; but it cannot fill the queue of reads
 * through one connection. One that sends too many requests in advance is disconnected.
 */
export function afterEarlierAnswer(
  { method, socket }: Pick<IncomingMessage, 'method' | 'socket'>,
  earlier: ServerResponse | undefined,
  work: () => void,
) {
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead || earlier === undefined || earlier.writableFinished || earlier.closed) return work();
  const count = (waitingOn.get(socket) ?? 0) + 1;
  if (count > maxWaiting) {
    socket.destroy();
    return;
  }
  waitingOn.set(socket, count);
  earlier.once('close', () => {
    waitingOn.set(socket, (waitingOn.get(socket) ?? 1) - 1);
    if (!socket.destroyed) work();
  });
}
