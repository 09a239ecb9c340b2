/** Names of better-auth's cookies, without the prefix that they have with TLS. */
const sessionCookie = 'driftwatch.session_token';
const secondFactorCookie = 'driftwatch.two_factor';
const securePrefix = '__Secure-';

const nameOf = (cookie: string) => cookie.split('=', 1)[0]?.trim() ?? '';

/** Returns whether the browser holds a session cookie that it only sends with TLS. */
export function hasSecureSession(cookies: string): boolean {
  return cookies.split(';').some((cookie) => nameOf(cookie) === securePrefix + sessionCookie);
}

/** The cookies without a session: only the sign-in that waits for its second factor. */
export function onlySecondFactor(cookies: string): string {
  const names = new Set([secondFactorCookie, securePrefix + secondFactorCookie]);
  return cookies
    .split(';')
    .filter((cookie) => names.has(nameOf(cookie)))
    .join(';');
}

/** Returns the value that better-auth has signed, without checking the signature. */
export function secondFactorIdentifier(cookies: string): string | undefined {
  const [cookie] = onlySecondFactor(cookies).split(';');
  return cookie?.split('=')[1]?.split('.', 1)[0];
}
