import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { DriftwatchError } from '../../lib/errors';

/** Returns the address of a listening server for a browser. */
export function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const wildcards = ['0.0.0.0', '::'];
  const name = wildcards.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${name}:${port}`;
}

/** Says in words why a server cannot listen there, and what would help. */
export function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is in use; choose another with PORT, for example PORT=${port + 1} npm start`,
    EACCES: `this user may not listen on port ${port}; choose one above 1023 with PORT`,
    EADDRNOTAVAIL: `this machine has no address ${host}; set HOST to one of its addresses, such as 127.0.0.1`,
    ENOTFOUND: `HOST ${host} is unknown; set it to an address of this machine, such as 127.0.0.1`,
  };
  const reason = reasons[error.code ?? ''];
  return reason ? new DriftwatchError('INVALID_INPUT', reason, { cause: error }) : error;
}
