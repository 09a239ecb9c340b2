/** The admin of every app that a test starts. */
export const admin = { name: 'Ada Admin', email: 'ada@example.com', password: 'correct horse battery' };

interface KnownApp {
  url: string;
  output: () => string;
  cookies?: Cookie[];
}

interface Cookie {
  name: string;
  value: string;
  url: string;
  httpOnly: boolean;
  sameSite: 'Lax';
}

/** The running apps of this process by address; a later app may get the address of an earlier one. */
const apps = new Map<string, KnownApp>();

export function rememberApp(app: KnownApp) {
  apps.set(app.url, app);
}

/** Once it has stopped. */
export function forgetApp(app: KnownApp) {
  if (apps.get(app.url) === app) apps.delete(app.url);
}

/** Returns the token of the set-up link that an app has printed. */
export function setUpTokenOf(output: string): string | undefined {
  return /\/set-up#(\S+)/.exec(output)?.[1];
}

/** Makes the admin of an app, or signs in as the one that another process on its database has. */
async function signIn({ url, output }: KnownApp): Promise<Cookie[]> {
  const token = setUpTokenOf(output());
  const post = (path: string, body: object) =>
    fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(url).origin, cookie: 'none=1' },
      body: JSON.stringify(body),
    });
  let response = token === undefined ? undefined : await post('/api/set-up', { token, ...admin });
  if (!response?.ok) {
    const { email, password } = admin;
    response = await post('/api/sign-in', { email, password });
  }
  if (!response.ok) throw new Error(`nobody could sign in to ${url}: ${await response.text()}`);
  return response.headers.getSetCookie().map((cookie) => {
    const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split(/=(.*)/s);
    return { name, value, url, httpOnly: true, sameSite: 'Lax' };
  });
}

/** Returns the cookies of the admins of all apps. */
export async function signInTo(): Promise<Cookie[]> {
  const all: Cookie[] = [];
  for (const app of apps.values()) {
    try {
      app.cookies ??= await signIn(app);
    } catch (error) {
      // An app that has been stopped.
      if (!(error instanceof TypeError)) throw error;
    }
    all.push(...(app.cookies ?? []));
  }
  return all;
}
