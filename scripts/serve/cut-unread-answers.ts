import type { Server, ServerResponse } from 'node:http';

const lookEveryMs = 10_000;
/** A client that reads nothing of its response for this long counts as gone. */
const unreadMs = 60_000;

/**
 * Closes connections whose client does not read its response. Node's socket timer notices when bytes leave
 * the socket. It runs only while bytes are waiting, because other connections may be idle for good reasons,
 * and Node removes it at the end of the response.
 */
export function cutUnreadAnswers(server: Server, answers: () => Iterable<ServerResponse>) {
  const timer = setInterval(() => {
    for (const answer of answers()) {
      if (answer.writableFinished) continue;
      // A response has no socket while the previous one is being sent, and that may be the one that is not
      // read.
      const { socket } = answer.req;
      const limitMs = socket.writableLength > 0 ? unreadMs : 0;
      if ((socket.timeout ?? 0) !== limitMs) socket.setTimeout(limitMs);
    }
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
