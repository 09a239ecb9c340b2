import type { IncomingMessage, ServerResponse } from 'node:http';
import { DriftwatchError } from '../../lib/errors';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const served: ReadonlySet<string | undefined> = new Set(methods);
const allow = methods.join(', ');
/** How much of a target an error repeats. */
const maxShown = 100;

/** Next would answer an address that is no percent-encoded text with a 500. */
function refuseBadEncoding(address: string) {
  try {
    decodeURI(address);
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the address has a broken % sequence', { cause });
  }
}

/** The `http://host/path` that is sent to proxies, and that every server has to take (RFC 9112, 3.2.2). */
function readAbsolute(target: string): URL {
  const url = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : null;
  if (url && url.username === '' && url.password === '') return url;
  const shown = target.slice(0, maxShown);
  throw new DriftwatchError('INVALID_INPUT', `the address must be a path such as /api/models, got ${shown}`);
}

/**
 * Makes every request one for a path: of an absolute target the host counts, not that of the `Host` header. Throws
 * INVALID_INPUT for what is no address.
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

/** Answers what concerns the server as a whole, `OPTIONS *`; throws for a method that nothing here has. */
export function answerForServer(request: IncomingMessage, response: ServerResponse): boolean {
  if (!served.has(request.method)) {
    response.setHeader('allow', allow);
    throw new DriftwatchError('METHOD_NOT_ALLOWED', `${request.method} is not served; use one of ${allow}`);
  }
  if (request.url !== '*') return false;
  response.writeHead(204, { allow });
  response.end();
  return true;
}
