import type { Server, ServerResponse } from 'node:http';

const lookEveryMs = 10_000;
/** A client that takes nothing of its answer for so long is taken for gone. */
const unreadMs = 60_000;

/**
 * Cuts connections whose client does not read its answer. Node's own timer of a socket knows when bytes leave it; it runs
 * only while some wait to, since others may be silent for good reasons, and Node takes it back with the answer's end.
 */
export function cutUnreadAnswers(server: Server, answers: () => Iterable<ServerResponse>) {
  const timer = setInterval(() => {
    for (const answer of answers()) {
      if (answer.writableFinished) continue;
      // An answer has no socket while the one before it is sent, which may be the one that is not read.
      const { socket } = answer.req;
      const limitMs = socket.writableLength > 0 ? unreadMs : 0;
      if ((socket.timeout ?? 0) !== limitMs) socket.setTimeout(limitMs);
    }
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
