import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

const lookEveryMs = 60_000;
/** After so many looks without a byte, five minutes, a client is taken for gone. */
const mostQuietLooks = 5;

interface Quiet {
  bytesRead: number;
  looks: number;
}

/** Whether it is the client's turn. What it has sent and we have not taken is our delay, however long that lasts. */
function awaitsClient(request: IncomingMessage): boolean {
  return !request.complete && request.readableLength === 0;
}

/**
 * Cuts connections on which nothing of a body comes any more. It looks at all of them now and then, since a timer for each
 * request would cost small ones more than reading them does.
 */
export function cutStalledBodies(server: Server, requests: () => Iterable<IncomingMessage>) {
  let quiet = new Map<Socket, Quiet>();
  const timer = setInterval(() => {
    const before = quiet;
    quiet = new Map();
    for (const request of requests()) {
      if (!awaitsClient(request)) continue;
      const { socket } = request;
      const last = before.get(socket);
      const looks = last?.bytesRead === socket.bytesRead ? last.looks + 1 : 0;
      if (looks >= mostQuietLooks) socket.destroy();
      else quiet.set(socket, { bytesRead: socket.bytesRead, looks });
    }
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
