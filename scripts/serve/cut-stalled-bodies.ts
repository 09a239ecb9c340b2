import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { rareWarning } from './rare-warning';

const lookEverySeconds = 10;
/** After so many looks, a minute, it is judged how much has come. */
const judgedLooks = 6;

interface Waiting {
  /** What had been read when the minute began. */
  bytesBefore: number;
  looks: number;
}

/** Whether it is the client's turn. What it has sent and we have not taken is our delay, however long that lasts. */
function awaitsClient(request: IncomingMessage): boolean {
  return !request.complete && request.readableLength === 0;
}

/**
 * Cuts connections whose body comes slower than `leastRate`, in bytes per second averaged over a minute. It looks at all of
 * them now and then, since a timer for each request would cost small ones more than reading them does.
 */
export function cutStalledBodies(
  server: Server,
  requests: () => Iterable<IncomingMessage>,
  leastRate: number,
) {
  const warn = rareWarning('a body came too slowly and its connection was cut');
  const leastBytes = leastRate * lookEverySeconds * judgedLooks;
  let waiting = new Map<Socket, Waiting>();
  const timer = setInterval(() => {
    const before = waiting;
    waiting = new Map();
    for (const request of requests()) {
      if (!awaitsClient(request)) continue;
      const { socket } = request;
      const { bytesBefore, looks } = before.get(socket) ?? { bytesBefore: socket.bytesRead, looks: 0 };
      const came = socket.bytesRead - bytesBefore;
      if (looks < judgedLooks) waiting.set(socket, { bytesBefore, looks: looks + 1 });
      else if (came >= leastBytes) waiting.set(socket, { bytesBefore: socket.bytesRead, looks: 1 });
      else {
        warn({ address: socket.remoteAddress, bytes_per_second: came / (lookEverySeconds * judgedLooks) });
        socket.destroy();
      }
    }
  }, 1000 * lookEverySeconds);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
