/** Why a sign-in with the provider is refused, as `/sign-in?error=…` says it. */
export type ProviderRefusalCode =
  | 'sign_in_expired'
  | 'email_not_verified'
  | 'domain_not_allowed'
  | 'no_role'
  | 'user_disabled'
  | 'temporarily_unavailable'
  | 'server_error';

interface Refused {
  email?: string | undefined;
  userId?: string | undefined;
  /** The user has signed in with the provider before, which now gives no role. */
  losesRole?: boolean;
}

/** Thrown to end a sign-in with the provider. */
export class ProviderRefusal extends Error {
  constructor(
    readonly code: ProviderRefusalCode,
    /** Who was refused, if the provider has named somebody. */
    readonly who: Refused | null = null,
  ) {
    super(`sign-in with the provider refused: ${code}`);
    this.name = 'ProviderRefusal';
  }
}
