import { z } from 'zod';
import { DriftwatchError } from '../errors';
import { outgoingFetch } from '../http/outgoing/outgoing-fetch';

const endpointSchema = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an address');

/** What a provider says about itself, as far as a sign-in needs it; the names are those of the standard. */
const oidcMetadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpointSchema,
  token_endpoint: endpointSchema,
  jwks_uri: endpointSchema,
  userinfo_endpoint: endpointSchema.optional(),
  end_session_endpoint: endpointSchema.optional(),
  response_types_supported: z
    .array(z.string())
    .refine((types) => types.includes('code'), 'must contain code, the flow that is used here'),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});
export type OidcMetadata = z.infer<typeof oidcMetadataSchema>;

const endpointNames = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
] as const;

/** A token or a key from an endpoint without TLS could be anybody's. */
function refuseWeakerEndpoints(metadata: OidcMetadata, refuse: (reason: string) => never) {
  if (metadata.issuer.startsWith('http:')) return;
  const weak = endpointNames.find((name) => metadata[name]?.startsWith('http:'));
  if (weak) refuse(`${weak} is without TLS`);
}

function parseMetadata(text: string, issuer: string, refuse: (reason: string) => never): OidcMetadata {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
  const parsed = oidcMetadataSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  // The standard demands it, to the letter: otherwise one provider could pose as another.
  if (parsed.data.issuer !== issuer)
    return refuse(`it is of the issuer “${parsed.data.issuer}”, not of “${issuer}”`);
  refuseWeakerEndpoints(parsed.data, refuse);
  return parsed.data;
}

/**
 * Fetches and checks the metadata of a provider: OpenID Connect Discovery 1.0, section 4.
 *
 * @throws EXTERNAL if the provider does not answer or its metadata cannot be used; INVALID_INPUT if its host
 * is
 *   refused
 */
export async function fetchOidcMetadata(issuer: string, fetch = outgoingFetch): Promise<OidcMetadata> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const refuse = (reason: string): never => {
    throw new DriftwatchError('EXTERNAL', `${address} cannot be used: ${reason}`);
  };
  const response = await fetch(address, { headers: { accept: 'application/json' } });
  if (response.status !== 200) return refuse(`status ${response.status}`);
  return parseMetadata(await response.text(), issuer, refuse);
}
