import type { Writable } from 'node:stream';
import type pg from 'pg';

/**
 * The socket of a connection, which the driver does not publish. The socket that its option `stream` could
 * give it would not do: for TLS the driver writes to another one above it.
 */
function socketOf(client: pg.ClientBase): Pick<Writable, 'cork' | 'uncork'> {
  const { stream } = (client as unknown as { connection?: { stream?: Writable } }).connection ?? {};
  if (!stream?.cork) throw new Error('this version of pg keeps the socket of a connection elsewhere');
  return stream;
}

/**
 * Returns a function to call before each statement: those of one turn of the event loop then go out in one
 * write to the socket, which costs a system call and not one for each statement.
 */
export function gatherWrites(client: pg.ClientBase): () => void {
  const socket = socketOf(client);
  let isHeld = false;
  return () => {
    if (isHeld) return;
    isHeld = true;
    socket.cork();
    process.nextTick(() => {
      isHeld = false;
      socket.uncork();
    });
  };
}
