import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress } from '../../lib/http/trusted-proxies';
import { rareWarning } from './rare-warning';

const lookEverySeconds = 10;
/** Number of checks, a minute in total, after which the rate is judged. */
const judgedLooks = 6;

interface Waiting {
  /** Bytes read before the minute began. */
  bytesBefore: number;
  looks: number;
}

/**
 * Returns whether we are waiting for the client. Bytes that it has sent and we have not read yet are our own
 * delay, however long that lasts.
 */
function awaitsClient(request: IncomingMessage): boolean {
  return !request.complete && request.readableLength === 0;
}

/**
 * Closes connections whose body is slower than `leastRate`, in bytes per second averaged over a minute. All
 * connections are checked periodically, because a timer per request would cost more than reading a small
 * body.
 */
export function cutStalledBodies(
  server: Server,
  answers: () => Iterable<ServerResponse<IncomingMessage>>,
  leastRate: number,
) {
  const warn = rareWarning('a body arrived too slowly and its connection was closed');
  const leastBytes = leastRate * lookEverySeconds * judgedLooks;
  let waiting = new Map<Socket, Waiting>();
  const timer = setInterval(() => {
    const before = waiting;
    waiting = new Map();
    for (const { req: request } of answers()) {
      if (!awaitsClient(request)) continue;
      const { socket } = request;
      const { bytesBefore, looks } = before.get(socket) ?? { bytesBefore: socket.bytesRead, looks: 0 };
      const came = socket.bytesRead - bytesBefore;
      if (looks < judgedLooks) waiting.set(socket, { bytesBefore, looks: looks + 1 });
      else if (came >= leastBytes) waiting.set(socket, { bytesBefore: socket.bytesRead, looks: 1 });
      else {
        warn({ address: clientAddress(request), bytes_per_second: came / (lookEverySeconds * judgedLooks) });
        socket.destroy();
      }
    }
  }, 1000 * lookEverySeconds);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
