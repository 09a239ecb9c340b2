import type { Role } from '@/lib/schemas/roles';
import type { Settings, SettingsPatch } from '@/lib/schemas/settings';

/** A value of the claim, and the role that it gives. */
export interface ClaimRole {
  value: string;
  role: Role;
}

/** The sign-in provider as it stands in the form. */
export interface OidcForm {
  issuer: string;
  clientId: string;
  /** Empty: the stored one stays. */
  clientSecret: string;
  domains: string;
  roleClaim: string;
  claimRoles: ClaimRole[];
  defaultRole: Role | '';
  buttonLabel: string;
}

export function oidcFormOf(oidc: Settings['oidc']): OidcForm {
  return {
    issuer: oidc?.issuer ?? '',
    clientId: oidc?.client_id ?? '',
    clientSecret: '',
    domains: oidc?.allowed_email_domains.join(', ') ?? '',
    roleClaim: oidc?.role_claim ?? '',
    claimRoles: Object.entries(oidc?.roles ?? {}).map(([value, role]) => ({ value, role })),
    defaultRole: oidc?.default_role ?? '',
    buttonLabel: oidc?.button_label ?? 'Sign in with SSO',
  };
}

/** What the API gets; a secret that was not typed is not sent, and stays. */
export function oidcPatchOf(form: OidcForm): NonNullable<SettingsPatch['oidc']> {
  const roles = form.claimRoles
    .map(({ value, role }) => [value.trim(), role] as const)
    .filter(([value]) => value !== '');
  return {
    issuer: form.issuer.trim(),
    client_id: form.clientId.trim(),
    allowed_email_domains: form.domains.split(/[\s,;]+/).filter((domain) => domain !== ''),
    role_claim: form.roleClaim.trim() === '' ? null : form.roleClaim.trim(),
    roles: Object.fromEntries(roles),
    default_role: form.defaultRole === '' ? null : form.defaultRole,
    button_label: form.buttonLabel.trim(),
    ...(form.clientSecret !== '' && { client_secret: form.clientSecret }),
  };
}

/** What the API says of `oidc.roles.ops` or `oidc.client_id`, by the field of the form. */
export function oidcErrors(errors: Partial<Record<string, string>>): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, text]) => {
      const [group, name] = field.split('.');
      return group === 'oidc' && name !== undefined ? [[name, text]] : [];
    }),
  );
}
