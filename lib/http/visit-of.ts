/** A request of a browser, as far as signing in needs it. */
export interface Visit {
  /** The `Cookie` header. */
  cookies: string;
  userAgent: string | null;
  /** Whether the browser used TLS, to us or to a trusted proxy. */
  isTls: boolean;
  /** Address of this app as the browser sees it, such as `https://drift.example.com`. */
  origin: string;
}

/** @param request of a route: its `X-Forwarded-*` headers are those that `readForwarded` has checked */
export function visitOf({ headers, url }: Request): Visit {
  const isTls = headers.get('x-forwarded-proto') === 'https';
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? new URL(url).host;
  return {
    cookies: headers.get('cookie') ?? '',
    userAgent: headers.get('user-agent'),
    isTls,
    origin: `${isTls ? 'https' : 'http'}://${host}`,
  };
}
