import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const callback = 'http://driftwatch.test/api/sign-in/provider/callback';
export const clientId = 'driftwatch';
export const clientSecret = 'a secret of the client: with % and :';

/** What the provider says about whoever signs in. */
export type Claims = { sub: string } & Record<string, unknown>;

interface ServerOptions {
  /** 0: a free one. */
  port?: number;
  /** Whether the ID token contains all claims, or only the userinfo endpoint has them. */
  inToken?: boolean;
}

/** A sign-in provider on loopback, at which somebody is always signed in. */
export async function startOidcServer(claims: Claims, { port = 0, inToken = true }: ServerOptions = {}) {
  const who = { claims };
  const server: Server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: !inToken,
    pkce: { required: () => true },
    cookies: { keys: ['of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => who.claims }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId,
        accountId: ctx.oidc.session?.accountId as string,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/'))
      void provider.interactionFinished(request, response, { login: { accountId: who.claims.sub } });
    else void handle(request, response);
  });
  return {
    issuer,
    /** Changes who signs in. */
    become: (next: Claims) => {
      who.claims = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Goes where a browser would: from the address of the sign-in to that of the callback. */
export async function visitProvider(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  while (!url.startsWith(callback)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';', 1)[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url).href;
  }
  return url;
}
