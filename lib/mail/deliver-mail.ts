import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { DriftwatchError } from '../errors';
import { lookupOf, type Resolving, resolveDestination } from '../http/outgoing/resolve-destination';
import type { SmtpSettings } from '../schemas/settings';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export interface MailServer extends SmtpSettings {
  password: string | null;
}

export interface Delivery extends Resolving {
  /** For the whole delivery. */
  timeoutMs?: number;
  /** Authority that the certificate of the server is checked against; by default those of Node. */
  ca?: string;
}

/**
 * Delivers a mail to a mail server, whose host goes through the same check as every other outgoing request.
 *
 * @throws INVALID_INPUT if the host is refused, or a public one is to be used without TLS; EXTERNAL if the
 * server
 *   does not accept the mail within 20 s
 */
export async function deliverMail(
  server: MailServer,
  { to, subject, text }: Mail,
  { timeoutMs = 20_000, ca, ...resolving }: Delivery = {},
): Promise<void> {
  const { host, port, user, password, from, tls } = server;
  const destination = await resolveDestination(host, resolving);
  if (tls === 'none' && !destination.isPrivate)
    throw new DriftwatchError('INVALID_INPUT', `${host} needs TLS, because it is on the public internet`);
  const signal = AbortSignal.timeout(timeoutMs);
  let socket: Socket | undefined;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { ca },
    ...(user !== null && password !== null && { auth: { user, pass: password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    // Its own sockets would resolve the name a second time.
    getSocket: (_options, done) => {
      socket = connect({ host, port, lookup: lookupOf(destination), signal });
      socket.once('error', done).once('connect', () => done(null, { connection: socket }));
    },
  });
  try {
    await transport.sendMail({ from: { name: 'Driftwatch', address: from }, to, subject, text });
  } catch (error) {
    const reason = signal.aborted ? `it took longer than ${timeoutMs} ms` : (error as Error).message;
    throw new DriftwatchError('EXTERNAL', `${host}:${port} did not accept the mail: ${reason}`, {
      cause: error,
    });
  } finally {
    socket?.destroy();
  }
}
