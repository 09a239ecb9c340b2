import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Headers in which a proxy describes the request it received. */
const forwardedHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const;

/** Returns whether an address is one of a trusted proxy. */
export type TrustedProxies = (address: string | undefined) => boolean;

/** @param list addresses and networks such as `10.0.0.0/8`, already checked */
export function trustedProxiesOf(list: string[] = []): TrustedProxies {
  const trusted = new BlockList();
  for (const entry of list) {
    const [address = '', prefix] = entry.split('/', 2);
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return (address = '') =>
    list.length > 0 && isIP(address) !== 0 && trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Some proxies add the port: `192.0.2.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
}

/** Returns the entries of a header that each proxy appends to, newest first. */
function newestFirst(header: string | string[] | undefined): string[] {
  const entries = (header?.toString() ?? '').split(',').map((entry) => entry.trim());
  return entries.filter(Boolean).reverse();
}

/** Returns the newest address that is not one of a proxy: older ones could be invented by the client. */
function clientBehind(remote: string, header: string | string[] | undefined, isTrusted: TrustedProxies) {
  let client = remote;
  for (const entry of newestFirst(header).map(withoutPort)) {
    if (!isTrusted(client) || isIP(entry) === 0) break;
    client = entry;
  }
  return client;
}

/**
 * Makes the `X-Forwarded-*` headers of a request true, so that everything behind may rely on them. From a
 * trusted proxy, `-For` becomes one address, `-Proto` one scheme and `-Host` one name. From anybody
 * else they are removed, and so is `Forwarded`.
 */
export function readForwarded({ headers, socket }: IncomingMessage, isTrusted: TrustedProxies) {
  if (forwardedHeaders.every((name) => headers[name] === undefined)) return;
  const [, forwardedFor, proto, host] = forwardedHeaders.map((name) => headers[name]);
  for (const name of forwardedHeaders) delete headers[name];
  const { remoteAddress } = socket;
  if (remoteAddress === undefined || !isTrusted(remoteAddress)) return;
  headers['x-forwarded-for'] = clientBehind(remoteAddress, forwardedFor, isTrusted);
  headers['x-forwarded-proto'] = newestFirst(proto)[0]?.toLowerCase() === 'https' ? 'https' : 'http';
  const [calledHost] = newestFirst(host);
  if (calledHost !== undefined) headers['x-forwarded-host'] = calledHost;
}

/** Returns the address of the client of a request whose headers `readForwarded` has checked. */
export function clientAddress({ headers, socket }: IncomingMessage): string | undefined {
  return headers['x-forwarded-for']?.toString() ?? socket.remoteAddress;
}

/** Returns whether the client used TLS, to us or to a trusted proxy. */
export function usedTls({ headers, socket }: IncomingMessage): boolean {
  return 'encrypted' in socket || headers['x-forwarded-proto'] === 'https';
}
