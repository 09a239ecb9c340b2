import { z } from 'zod';
import { DriftwatchError } from '../errors';
import { outgoingFetch } from '../http/outgoing/outgoing-fetch';
import type { OidcMetadata } from './oidc-metadata';

const claimsSchema = z.looseObject({ sub: z.string() });

/**
 * Loads what the provider says about a user beside the ID token; nothing if it has no such endpoint.
 *
 * @throws EXTERNAL if it cannot be had, or is about somebody else
 */
export async function loadUserInfo(
  { userinfo_endpoint: address }: OidcMetadata,
  accessToken: string,
  sub: string,
): Promise<Record<string, unknown>> {
  if (address === undefined) return {};
  const response = await outgoingFetch(address, { headers: { authorization: `Bearer ${accessToken}` } });
  const parsed = claimsSchema.safeParse(await response.json().catch(() => null));
  // Section 5.3.2: otherwise one person's token could bring another's address.
  if (!response.ok || !parsed.success || parsed.data.sub !== sub)
    throw new DriftwatchError(
      'EXTERNAL',
      `the sign-in provider did not describe the user: status ${response.status}`,
    );
  return parsed.data;
}
