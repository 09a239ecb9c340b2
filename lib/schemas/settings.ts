import { z } from 'zod';
import { nameSchema, recordSchema, timestampSchema } from './common';
import { textMaxLength } from './limits';
import { roleSchema } from './roles';

const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'must be at most 253 characters')
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain such as example.com');

/** An issuer identifier of OpenID Connect, which is compared exactly. */
const issuerSchema = z
  .string()
  .trim()
  .max(textMaxLength, `must be at most ${textMaxLength} characters`)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, search, hash, username, password } = new URL(text);
    return /^https?:$/.test(protocol) && !search && !hash && !username && !password && !/[?#]$/.test(text);
  }, 'must be an address without a query, such as https://login.example.com');

const secretValueSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(textMaxLength, `must be at most ${textMaxLength} characters`)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode');

/** The sign-in provider. */
export const oidcSettingsSchema = z.strictObject({
  issuer: issuerSchema,
  client_id: nameSchema,
  /** Only people with a verified e-mail address in one of them may sign in; empty allows every address. */
  allowed_email_domains: z.array(domainSchema).max(100, 'must be at most 100 domains').default([]),
  /** The claim of the ID token whose value, or one of whose values, decides the role; null if none does. */
  role_claim: nameSchema.nullable().default(null),
  /** Role by value of the claim. */
  roles: recordSchema(nameSchema, roleSchema).default({}),
  /** For people for whom the claim decides nothing; null: they may not sign in. */
  default_role: roleSchema.nullable().default(null),
  button_label: nameSchema.default('Sign in with SSO'),
});
export type OidcSettings = z.infer<typeof oidcSettingsSchema>;

/** The mail server. */
export const smtpSettingsSchema = z.strictObject({
  host: z
    .string()
    .trim()
    .max(253, 'must be at most 253 characters')
    .regex(/^[\w.:-]+$/, 'must be a name or an address, such as smtp.example.com'),
  port: z.int().min(1).max(65_535).default(587),
  /** null: the server needs no sign-in. */
  user: nameSchema.nullable().default(null),
  /** Address of the sender. */
  from: z.email('must be an e-mail address'),
  /** `tls` from the first byte, usually on port 465; `starttls` before anything else is said; `none`. */
  tls: z.enum(['starttls', 'tls', 'none']).default('starttls'),
});
export type SmtpSettings = z.infer<typeof smtpSettingsSchema>;

export const settingSchemas = { oidc: oidcSettingsSchema, smtp: smtpSettingsSchema };
export type SettingName = keyof typeof settingSchemas;
export type SettingValue<Name extends SettingName> = z.infer<(typeof settingSchemas)[Name]>;

/**
 * Input of `PATCH /api/settings`. A group is replaced as a whole; null removes it; one that is missing stays.
 * A secret that is missing stays too, as long as the server it belongs to stays; null removes it.
 */
export const settingsPatchSchema = z.strictObject({
  oidc: oidcSettingsSchema
    .extend({ client_secret: secretValueSchema.nullable().optional() })
    .nullable()
    .optional(),
  smtp: smtpSettingsSchema
    .extend({ password: secretValueSchema.nullable().optional() })
    .nullable()
    .optional(),
});
export type SettingsPatch = z.input<typeof settingsPatchSchema>;

const changeSchema = z.object({ updated_at: timestampSchema, updated_by: z.string() });

/** Response of `GET` and `PATCH /api/settings`; it contains no secrets. */
export const settingsSchema = z.object({
  oidc: oidcSettingsSchema.extend({ has_client_secret: z.boolean(), ...changeSchema.shape }).nullable(),
  smtp: smtpSettingsSchema.extend({ has_password: z.boolean(), ...changeSchema.shape }).nullable(),
  /** Stored secrets that cannot be decrypted, and what to do about each. */
  unreadable_secrets: z.array(z.object({ name: z.string(), problem: z.string() })),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Input of `POST /api/settings/test-mail`. */
export const testMailSchema = z.strictObject({ to: z.email('must be an e-mail address') });
