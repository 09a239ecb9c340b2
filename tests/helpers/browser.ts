import { asCaller } from '@/lib/http/caller';
import type { Actor } from '@/lib/services/call';
import { sessionOf } from '@/lib/services/identity/session-of';
import { userActor } from '@/lib/services/identity/user-actor';
import { inRequest } from '@/lib/telemetry/request-context';
import { type Answer, answerOf, callRoute } from './api';
import { testPassword } from './users';

interface BrowserOptions {
  address?: string;
  /** Address of the app. */
  origin?: string;
}

/** A browser: it keeps the cookies of the routes, and signs in with them as the server does. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #address: string;
  readonly #origin: string;

  constructor({ address = '192.0.2.1', origin = 'http://driftwatch.test' }: BrowserOptions = {}) {
    this.#address = address;
    this.#origin = origin;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Who is signed in. */
  session() {
    return sessionOf(this.cookieHeader);
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer & { response: Response }> {
    const { host, protocol } = new URL(this.#origin);
    const headers = {
      host,
      'x-forwarded-proto': protocol.slice(0, -1),
      'user-agent': 'Test',
      cookie: this.cookieHeader,
    };
    const signedIn = await this.session();
    const work = () => callRoute(method, path, body, headers);
    const asUser = (actor: Actor) => asCaller(actor, work);
    const response = await inRequest(
      { requestId: 'test', traceparent: undefined, address: this.#address },
      () => (signedIn ? asUser(userActor(signedIn.user)) : work()),
    );
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return { ...(await answerOf(response)), response };
  }

  #keep(setCookie: string) {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** A browser in which a user has signed in with the password of the tests. */
export async function signedIn(email: string, options?: BrowserOptions): Promise<Browser> {
  const browser = new Browser(options);
  const { status } = await browser.send('POST', '/api/sign-in', { email, password: testPassword });
  if (status !== 200) throw new Error(`${email} could not sign in: status ${status}`);
  return browser;
}
