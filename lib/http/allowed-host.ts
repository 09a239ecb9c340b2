import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import { DriftwatchError } from '../errors';

/** Which names a request may call this server by; null for any. */
export type AllowedHosts = ReadonlySet<string> | null;

interface RequestHead {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Longest host: a DNS name of 253 characters and a port, with some to spare. */
const maxHostLength = 300;
/** What a host may not hold: with it a URL would read a part as user, path or query. */
const notInHost = /[\s/\\?#@]/;

/** `Example.com:3000` is `example.com`, `::1` is `[::1]`; undefined for what is no host. */
function parseName(host: string): string | undefined {
  if (host.length > maxHostLength) return undefined;
  const address = `http://${isIPv6(host) ? `[${host}]` : host}`;
  return notInHost.test(host) || !URL.canParse(address) ? undefined : new URL(address).hostname;
}

/** Names by host as it was sent: nearly all requests name the same one, and parsing costs more than the rest of the check. */
const names = new Map<string, string | undefined>();
const maxNames = 100;

function nameOf(host: string): string | undefined {
  if (names.has(host)) return names.get(host);
  if (names.size >= maxNames) names.clear();
  const name = parseName(host);
  names.set(host, name);
  return name;
}

export function isLoopback(host: string): boolean {
  return loopback.test(nameOf(host) ?? '');
}

/**
 * Listening on loopback, only this machine's own names: a page whose name was rebound to 127.0.0.1 would otherwise
 * read and write here. `named` (ALLOWED_HOSTS) adds names there, and restricts to them on another address.
 */
export function allowedHostsFor(listensOn: string, named: string[] | undefined): AllowedHosts {
  if (named === undefined && !isLoopback(listensOn)) return null;
  return new Set((named ?? []).flatMap((host) => nameOf(host) ?? []));
}

function isAllowed(host: string, allowed: AllowedHosts): boolean {
  const name = nameOf(host);
  return allowed === null || (name !== undefined && (loopback.test(name) || allowed.has(name)));
}

/** A page of another site could write with its visitor's browser, which sends `Origin` then; client libraries do not. */
function isForeign(origin: string, host: string): boolean {
  return !URL.canParse(origin) || new URL(origin).host !== host.toLowerCase();
}

/** Throws FORBIDDEN for a name that is not ours, or a write from a page of another site. */
export function refuseForeignRequest({ method = 'GET', headers }: RequestHead, allowed: AllowedHosts) {
  const { host = '', origin } = headers;
  if (!isAllowed(host, allowed)) {
    const advice = 'use localhost or 127.0.0.1, or add the name to ALLOWED_HOSTS';
    throw new DriftwatchError(
      'FORBIDDEN',
      `this server is not known as “${host.slice(0, maxHostLength)}”; ${advice}`,
    );
  }
  if (origin === undefined || method === 'GET' || method === 'HEAD') return;
  // A proxy in front may call us by another name than the browser did, and says which; a page cannot set it unasked.
  const called = headers['x-forwarded-host']?.toString() ?? host;
  if (isForeign(origin, called)) {
    throw new DriftwatchError(
      'FORBIDDEN',
      `writes from pages of ${origin} are refused; this server is ${called}`,
    );
  }
}
