import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from 'jose';
import { DriftwatchError, isDriftwatchError } from '../errors';
import { outgoingFetch } from '../http/outgoing/outgoing-fetch';
import { processWide } from '../process-wide';
import type { OidcMetadata } from './oidc-metadata';

/** Signatures by keys that only the provider has; none by a shared secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockToleranceSeconds = 60;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** By address; there is one provider, whose address may change. */
const keySets = processWide('keys of sign-in providers', () => new Map<string, KeySet>());

function keysAt(address: string, fetch: typeof outgoingFetch): KeySet {
  const sets = keySets.get();
  const known = sets.get(address);
  if (known) return known;
  const made = createRemoteJWKSet(new URL(address), {
    [customFetch]: (url, { headers, signal }) => fetch(url, { headers, signal }),
  });
  sets.clear();
  sets.set(address, made);
  return made;
}

export type IdTokenClaims = JWTPayload & { sub: string };

interface Expected {
  clientId: string;
  nonce: string;
}

const refuse = (reason: string, cause?: unknown): never => {
  throw new DriftwatchError('EXTERNAL', `the token of the sign-in provider is not valid: ${reason}`, {
    cause,
    retryable: false,
  });
};

/**
 * Checks an ID token: OpenID Connect Core 1.0, section 3.1.3.7.
 *
 * @throws EXTERNAL if anything about it is wrong, or the keys of the provider cannot be had
 */
export async function verifyIdToken(
  { issuer, jwks_uri }: OidcMetadata,
  { clientId, nonce }: Expected,
  idToken: string,
  fetch = outgoingFetch,
): Promise<IdTokenClaims> {
  const { payload } = await jwtVerify(idToken, keysAt(jwks_uri, fetch), {
    issuer,
    audience: clientId,
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
  }).catch((error: Error) => {
    // The keys could not be had.
    if (isDriftwatchError(error)) throw error;
    return refuse(error.message, error);
  });
  const { sub, aud, azp } = payload;
  if (payload.nonce !== nonce) return refuse('it belongs to another sign-in');
  const hasOthers = Array.isArray(aud) && aud.length > 1;
  if ((hasOthers || azp !== undefined) && azp !== clientId) return refuse('it is for another client');
  if (typeof sub !== 'string' || sub === '') return refuse('it names nobody');
  return { ...payload, sub };
}
