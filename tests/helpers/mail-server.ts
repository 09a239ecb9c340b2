import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  user: string | undefined;
  isEncrypted: boolean;
  source: string;
}

/** Starts a mail server on this machine that accepts the user `user` with the password `password`. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: ReceivedMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onConnect: (_session, callback) => {
      connections += 1;
      callback();
    },
    onAuth: ({ username, password }, _session, callback) => {
      if (username === 'user' && password === 'password') callback(null, { user: username });
      else callback(new Error('wrong user or password'));
    },
    onData: async (stream, session, callback) => {
      const chunks = await stream.toArray();
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        user: session.user as string | undefined,
        isEncrypted: Boolean(session.secure),
        source: Buffer.concat(chunks).toString(),
      });
      callback();
    },
    ...options,
  });
  // Clients that give up in the middle of a handshake are part of the tests.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
