import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers of every response. Constants, because posts of points carry them as well. */
const always: [name: string, value: string][] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  [
    'permissions-policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()',
  ],
];
/** A year, for this host only: other services may run below its name without TLS. */
const strictTransport = 'max-age=31536000';
/** For responses that are data. Opened in a tab, they run and load nothing. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";
const dataPaths = ['/api/', '/_next/'];

/** Scripts run only with the nonce of this response, and what they load. Charts set styles inline. */
function pagePolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    // React needs eval in development, to show where an error on the server came from.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Sets the headers that restrict what a browser does with a response. Next takes the nonce for its own
 * scripts from the policy in the request, so a policy that the client sent is always replaced.
 *
 * @param isTls whether the client reached us by TLS, directly or through a trusted proxy
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { isTls, isDevelopment }: { isTls: boolean; isDevelopment: boolean },
) {
  const { url = '', headers } = request;
  for (const [name, value] of always) response.setHeader(name, value);
  if (isTls) response.setHeader('strict-transport-security', strictTransport);
  const isData = dataPaths.some((path) => url.startsWith(path));
  const policy = isData ? dataPolicy : pagePolicy(randomBytes(16).toString('base64'), isDevelopment);
  response.setHeader('content-security-policy', policy);
  headers['content-security-policy'] = policy;
  delete headers['content-security-policy-report-only'];
}
