import type { IncomingMessage, ServerResponse } from 'node:http';
import { DriftwatchError } from '../../lib/errors';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const served: ReadonlySet<string | undefined> = new Set(methods);
const allow = methods.join(', ');
/** Maximum length of a target in an error. */
const maxShown = 100;

/** Next would respond with 500 to an address that is not valid percent-encoding. */
function refuseBadEncoding(address: string) {
  try {
    decodeURI(address);
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the address has a broken % sequence', { cause });
  }
}

/**
 * Parses the form `http://host/path`, which is sent to proxies and which every server must accept (RFC 9112,
 * 3.2.2).
 */
function readAbsolute(target: string): URL {
  const url = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : null;
  if (url && url.username === '' && url.password === '') return url;
  const shown = target.slice(0, maxShown);
  throw new DriftwatchError('INVALID_INPUT', `the address must be a path such as /api/models, got ${shown}`);
}

/**
 * Normalises the target of a request to a path. The host of an absolute target takes precedence over the
 * `Host` header.
 *
 * @throws INVALID_INPUT if the target is not an address
 */
export function readTarget(request: IncomingMessage) {
  const { url = '/', method } = request;
  if (url.charCodeAt(0) !== 0x2f) {
    if (url === '*' && method === 'OPTIONS') return;
    const { host, pathname, search } = readAbsolute(url);
    request.headers.host = host;
    request.url = pathname + search;
  }
  refuseBadEncoding(request.url ?? '/');
}

/** Handles `OPTIONS *`, which concerns the server as a whole; throws for a method that no route supports. */
export function answerForServer(request: IncomingMessage, response: ServerResponse): boolean {
  if (!served.has(request.method)) {
    response.setHeader('allow', allow);
    throw new DriftwatchError(
      'METHOD_NOT_ALLOWED',
      `${request.method} is not supported; use one of ${allow}`,
    );
  }
  if (request.url !== '*') return false;
  response.writeHead(204, { allow });
  response.end();
  return true;
}
