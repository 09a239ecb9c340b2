import { z } from 'zod';
import { DriftwatchError } from '../errors';
import { outgoingFetch } from '../http/outgoing/outgoing-fetch';
import type { OidcMetadata } from './oidc-metadata';

const tokensSchema = z.object({ id_token: z.string(), access_token: z.string() });
export type Tokens = z.infer<typeof tokensSchema>;

export interface Client {
  id: string;
  /** null: a public client, which PKCE alone protects. */
  secret: string | null;
}

interface Grant {
  code: string;
  redirectUri: string;
  codeVerifier: string;
}

/** RFC 6749, section 2.3.1: both parts are encoded as in a form. */
const formEncoded = (text: string) => new URLSearchParams({ _: text }).toString().slice(2);

/** Basic unless the provider only takes the secret in the body. */
function credentials({ token_endpoint_auth_methods_supported: methods }: OidcMetadata, client: Client) {
  if (client.secret === null) return { headers: {}, fields: { client_id: client.id } };
  const inBody = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic');
  if (inBody) return { headers: {}, fields: { client_id: client.id, client_secret: client.secret } };
  const pair = `${formEncoded(client.id)}:${formEncoded(client.secret)}`;
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, fields: {} };
}

/**
 * Exchanges the code of a sign-in for tokens: OpenID Connect Core 1.0, section 3.1.3, with PKCE.
 *
 * @throws EXTERNAL if the provider refuses, or cannot be reached
 */
export async function exchangeCode(
  metadata: OidcMetadata,
  client: Client,
  { code, redirectUri, codeVerifier }: Grant,
  fetch = outgoingFetch,
): Promise<Tokens> {
  const { headers, fields } = credentials(metadata, client);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    ...fields,
  });
  const response = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body,
  });
  const parsed = tokensSchema.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success)
    throw new DriftwatchError('EXTERNAL', `the sign-in provider gave no tokens: status ${response.status}`, {
      retryable: response.status >= 500,
    });
  return parsed.data;
}
