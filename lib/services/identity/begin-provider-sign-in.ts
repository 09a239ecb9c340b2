import { createHash, randomBytes } from 'node:crypto';
import { DriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import { oidcDiscovery } from '../../identity/oidc-discovery';
import { providerSignInSchema } from '../../schemas/identity';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { loadSetting } from '../settings/load-setting';
import { authOf } from './auth';
import { ticketCookie, ticketSeconds } from './provider-ticket';
import type { BrowserAnswer } from './sign-in';

export const callbackPath = '/api/sign-in/provider/callback';

const randomText = () => randomBytes(32).toString('base64url');

/**
 * Begins a sign-in with the provider of the settings: an authorization code with PKCE.
 *
 * @returns the address to go to, and a cookie that binds the sign-in to this browser
 * @throws NOT_ALLOWED_NOW if no provider is set up; EXTERNAL if it cannot be reached
 */
export async function beginProviderSignIn(
  call: ServiceCall<{ body: unknown; visit: Visit }>,
): Promise<BrowserAnswer<{ url: string }>> {
  const { db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { next } = parseInput(providerSignInSchema, body, 'the sign-in');
  const oidc = await loadSetting(db, 'oidc');
  if (!oidc) throw new DriftwatchError('NOT_ALLOWED_NOW', 'no sign-in provider is set up');
  const { issuer, client_id } = oidc.value;
  const { authorization_endpoint } = await oidcDiscovery.get().discover(issuer);
  const [state, nonce, codeVerifier] = [randomText(), randomText(), randomText()];
  const redirectUri = visit.origin + callbackPath;
  const url = new URL(authorization_endpoint);
  const params = {
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const auth = await authOf(db, visit.isTls);
  const expiresAtMs = now.getTime() + ticketSeconds * 1000;
  const kind = 'provider ticket' as const;
  const ticket = { kind, issuer, redirectUri, state, nonce, codeVerifier, next, expiresAtMs };
  return { body: { url: url.href }, setCookies: [await ticketCookie(auth, visit, ticket)] };
}
