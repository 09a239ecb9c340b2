import type { Visit } from '../../http/visit-of';

/** The headers that better-auth reads. */
export function headersOf({ cookies, userAgent }: Pick<Visit, 'cookies' | 'userAgent'>): Headers {
  const headers = new Headers();
  if (cookies) headers.set('cookie', cookies);
  if (userAgent !== null) headers.set('user-agent', userAgent);
  return headers;
}
