import type { Database } from '../../db/client';
import { exchangeCode } from '../../identity/exchange-code';
import { loadUserInfo } from '../../identity/load-user-info';
import { oidcDiscovery } from '../../identity/oidc-discovery';
import { verifyIdToken } from '../../identity/verify-id-token';
import { nameSchema } from '../../schemas/common';
import { emailSchema } from '../../schemas/identity';
import type { OidcSettings } from '../../schemas/settings';
import { loadSecret } from '../../secrets/load-secret';
import { settingSecrets } from '../settings/setting-secrets';
import { ProviderRefusal } from './provider-refusal';
import type { ProviderTicket } from './provider-ticket';

export interface ProviderIdentity {
  issuer: string;
  /** Of the user, at the provider. */
  subject: string;
  /** Verified, and in an allowed domain. */
  email: string;
  name: string;
  claims: Record<string, unknown>;
}

/** @throws {ProviderRefusal} unless the provider has verified an address that may sign in */
function checkedEmail({ allowed_email_domains: domains }: OidcSettings, claims: Record<string, unknown>) {
  const parsed = emailSchema.safeParse(claims.email);
  const email = parsed.success ? parsed.data : undefined;
  // Some providers send it as text.
  const isVerified = claims.email_verified === true || claims.email_verified === 'true';
  if (email === undefined || !isVerified) throw new ProviderRefusal('email_not_verified', { email });
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (domains.length > 0 && !domains.includes(domain))
    throw new ProviderRefusal('domain_not_allowed', { email });
  return email;
}

function nameOf(claims: Record<string, unknown>, email: string): string {
  const names = [claims.name, claims.preferred_username];
  return names.flatMap((name) => nameSchema.safeParse(name).data ?? []).at(0) ?? email;
}

/** Asks the provider who has signed in. */
export async function loadProviderIdentity(
  db: Database,
  oidc: OidcSettings,
  { nonce, codeVerifier, redirectUri }: ProviderTicket,
  code: string,
): Promise<ProviderIdentity> {
  const { issuer, client_id: clientId, role_claim: roleClaim } = oidc;
  const metadata = await oidcDiscovery.get().discover(issuer);
  const client = { id: clientId, secret: await loadSecret(db, settingSecrets.oidc.name) };
  const tokens = await exchangeCode(metadata, client, { code, redirectUri, codeVerifier });
  const token = await verifyIdToken(metadata, { clientId, nonce }, tokens.id_token);
  const isEnough = 'email' in token && (roleClaim === null || roleClaim in token);
  const more = isEnough ? {} : await loadUserInfo(metadata, tokens.access_token, token.sub);
  const claims = { ...more, ...token };
  const email = checkedEmail(oidc, claims);
  return { issuer, subject: token.sub, email, name: nameOf(claims, email), claims };
}
