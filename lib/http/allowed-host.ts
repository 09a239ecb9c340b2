import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import { DriftwatchError } from '../errors';

/** Names that requests may use for this server; null allows any. */
export type AllowedHosts = ReadonlySet<string> | null;

interface RequestHead {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Maximum length of a host: a DNS name of 253 characters and a port, with some slack. */
const maxHostLength = 300;
/** Characters a host must not contain, because a URL would parse part of it as user, path or query. */
const notInHost = /[\s/\\?#@]/;

/**
 * Normalises a host: `Example.com:3000` becomes `example.com`, `::1` becomes `[::1]`. Undefined if it is not
 * a host.
 */
function parseName(host: string): string | undefined {
  if (host.length > maxHostLength) return undefined;
  const address = `http://${isIPv6(host) ? `[${host}]` : host}`;
  return notInHost.test(host) || !URL.canParse(address) ? undefined : new URL(address).hostname;
}

/**
 * Names by host as received. Nearly all requests send the same host, and parsing costs more than the rest of
 * the check.
 */
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
 * Returns the names a request may use. On loopback only those of this machine are allowed, because otherwise
 * a web page whose name was rebound to 127.0.0.1 could read and write here. `named` (ALLOWED_HOSTS) adds
 * names on loopback and restricts requests to them on any other address.
 */
export function allowedHostsFor(listensOn: string, named: string[] | undefined): AllowedHosts {
  if (named === undefined && !isLoopback(listensOn)) return null;
  return new Set((named ?? []).flatMap((host) => nameOf(host) ?? []));
}

function isAllowed(host: string, allowed: AllowedHosts): boolean {
  const name = nameOf(host);
  return allowed === null || (name !== undefined && (loopback.test(name) || allowed.has(name)));
}

/**
 * A page on another site could write through the browser of its visitor, which then sends `Origin`. Client
 * libraries send none.
 */
function isForeign(origin: string, host: string): boolean {
  return !URL.canParse(origin) || new URL(origin).host !== host.toLowerCase();
}

function refuseForeignName(host: string, allowed: AllowedHosts) {
  if (isAllowed(host, allowed)) return;
  const advice = 'use localhost or 127.0.0.1, or add the name to ALLOWED_HOSTS';
  throw new DriftwatchError(
    'FORBIDDEN',
    `this server is not known as “${host.slice(0, maxHostLength)}”; ${advice}`,
  );
}

/**
 * Refuses requests under a foreign name and writes from pages on other sites.
 *
 * @param request after `readForwarded`
 * @throws FORBIDDEN
 */
export function refuseForeignRequest({ method = 'GET', headers }: RequestHead, allowed: AllowedHosts) {
  const { host = '', origin } = headers;
  // The name that a browser used with a trusted proxy. A page under a rebound name can send this header as
  // well, from an address that may be trusted, so the name of the request has to be allowed too.
  const called = headers['x-forwarded-host']?.toString() ?? host;
  for (const name of new Set([host, called])) refuseForeignName(name, allowed);
  if (origin === undefined || method === 'GET' || method === 'HEAD') return;
  if (isForeign(origin, called)) {
    throw new DriftwatchError(
      'FORBIDDEN',
      `writes from pages of ${origin} are refused; this server is ${called}`,
    );
  }
}
