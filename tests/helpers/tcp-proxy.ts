import net from 'node:net';
import path from 'node:path';

/** A proxy to the database that can go silent without closing, like a machine that loses power. */
export async function openProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const host = target.searchParams.get('host') ?? target.hostname;
  const sockets = new Set<net.Socket>();
  let isSilent = false;
  let bytesLeft = Number.POSITIVE_INFINITY;
  const server = net.createServer((client) => {
    const upstream = host.startsWith('/')
      ? net.connect(path.join(host, `.s.PGSQL.${target.port}`))
      : net.connect(Number(target.port), host);
    upstream.prependListener('data', (chunk) => {
      bytesLeft -= chunk.length;
      if (bytesLeft < 0) client.destroy();
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => isSilent || to.destroyed || to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.searchParams.delete('host');
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    silence: () => {
      isSilent = true;
    },
    speak: () => {
      isSilent = false;
    },
    /** Cuts the connection whose responses exceed this number of bytes from now on. */
    cutAfter(bytes: number) {
      bytesLeft = bytes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
