import { z } from 'zod';
import { nameSchema, timestampSchema } from './common';
import { accessSchema, grantRoleSchema, roleSchema } from './roles';

/** The same address in any case is one account. */
export const emailSchema = z
  .string('must be an e-mail address')
  .trim()
  .toLowerCase()
  .max(254, 'must be at most 254 characters')
  .pipe(z.email('must be an e-mail address'));

/** Bounds of a password, in characters, as in NIST SP 800-63B; there are no rules about its characters. */
export const passwordMinLength = 10;
export const passwordMaxLength = 128;
export const passwordSchema = z
  .string('must be text')
  .min(passwordMinLength, `must be at least ${passwordMinLength} characters`)
  .max(passwordMaxLength, `must be at most ${passwordMaxLength} characters`);

/** A password that is being checked: it may be anything. */
const givenPasswordSchema = z.string('must be text').min(1, 'must not be empty').max(1000);

/** Names of models; only `*` stands for any number of characters. */
export const grantPatternSchema = nameSchema.refine(
  (pattern) => !pattern.includes('?'),
  'must not contain ?; only * stands for other characters',
);

export const grantSchema = z.strictObject({ role: grantRoleSchema, model_pattern: grantPatternSchema });
export type Grant = z.infer<typeof grantSchema>;

const grantsSchema = z.array(grantSchema).max(50, 'must be at most 50 grants');

/** Response of `GET /api/me`: who is calling, and what the caller may do. */
export const meSchema = z.object({
  /** `user:<id>` or `key:<id>`, as in the audit trail. */
  actor: z.string(),
  /** null for a key. */
  user: z
    .object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      role: roleSchema.nullable(),
      grants: z.array(grantSchema),
      has_second_factor: z.boolean(),
      /** false for people who only sign in with the sign-in provider. */
      has_password: z.boolean(),
    })
    .nullable(),
  access: accessSchema,
});
export type Me = z.infer<typeof meSchema>;

/** Response of `GET /api/sign-in`: what the page of the sign-in offers. */
export const signInOptionsSchema = z.object({
  /** There is no admin yet. */
  needs_set_up: z.boolean(),
  /** The sign-in provider, if one is set up. */
  provider: z.object({ button_label: z.string() }).nullable(),
  /** Whether a forgotten password can be replaced by e-mail. */
  sends_mail: z.boolean(),
});
export type SignInOptions = z.infer<typeof signInOptionsSchema>;

/** Input of `POST /api/set-up`; the token is that of the link that the terminal prints. */
export const setUpSchema = z.strictObject({
  token: z.string('must be the token of the set-up link').min(1).max(200),
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
});
export type SetUpInput = z.input<typeof setUpSchema>;

/** Input of `POST /api/sign-in`. */
export const signInSchema = z.strictObject({
  email: emailSchema,
  password: givenPasswordSchema,
});

/** Response of `POST /api/sign-in`: with `second_factor`, `POST /api/sign-in/second-factor` has to follow. */
export const signInResultSchema = z.object({ second_factor: z.boolean() });
export type SignInResult = z.infer<typeof signInResultSchema>;

/** Input of `POST /api/sign-in/second-factor`: six digits of the app, or a recovery code. */
export const secondFactorSchema = z.strictObject({
  kind: z.enum(['totp', 'recovery']),
  code: z.string('must be text').trim().min(1, 'must not be empty').max(50),
});

/** A page of this app to come back to: a path, never another site. */
export const returnPathSchema = z
  .string()
  .max(2000, 'must be at most 2000 characters')
  .refine(
    (path) =>
      /^\/(?![/\\])/.test(path) &&
      !/[\\\s]/.test(path) &&
      URL.canParse(path, 'http://here') &&
      new URL(path, 'http://here').host === 'here',
    'must be a path of this app, such as /queue',
  );

/** Input of `POST /api/sign-in/provider`; the response is the address to go to. */
export const providerSignInSchema = z.strictObject({ next: returnPathSchema.default('/') });
export const providerSignInResultSchema = z.object({ url: z.string() });

/** Input of `POST /api/password-links`: asks for a link by e-mail. The response is the same for everybody. */
export const passwordLinkRequestSchema = z.strictObject({ email: emailSchema });

/** Input of `POST /api/password-links/use`; ends every session of the user. */
export const passwordLinkUseSchema = z.strictObject({
  token: z.string('must be the token of a link').min(1).max(200),
  password: passwordSchema,
});

/** Input of `PATCH /api/account`. */
export const accountPatchSchema = z.strictObject({ name: nameSchema });

/** Input of `POST /api/account/password`; ends the other sessions. */
export const passwordChangeSchema = z.strictObject({
  current_password: givenPasswordSchema,
  new_password: passwordSchema,
});

/** Input of the routes of the second factor that need the password once more. */
export const passwordProofSchema = z.strictObject({ password: givenPasswordSchema });

/** Response of `POST /api/account/second-factor`: counts once its first code is confirmed. */
export const secondFactorSetUpSchema = z.object({
  /** `otpauth://…`, for the QR code. */
  uri: z.string(),
  /** The same secret for typing. */
  secret: z.string(),
  recovery_codes: z.array(z.string()),
});
export type SecondFactorSetUp = z.infer<typeof secondFactorSetUpSchema>;

/** Input of `POST /api/account/second-factor/confirm`. */
export const secondFactorConfirmSchema = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'must be six digits'),
});

/** Response of `POST /api/account/recovery-codes`. */
export const recoveryCodesSchema = z.object({ recovery_codes: z.array(z.string()) });

/** A session of the caller, as in `GET /api/account/sessions`. */
export const sessionSchema = z.object({
  id: z.string(),
  is_current: z.boolean(),
  created_at: timestampSchema,
  /** At most a day old. */
  last_used_at: timestampSchema,
  expires_at: timestampSchema,
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
});
export const sessionListSchema = z.object({ items: z.array(sessionSchema) });
export type SessionEntry = z.infer<typeof sessionSchema>;

/** A user, as in `GET /api/users`. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema.nullable(),
  grants: z.array(grantSchema),
  has_second_factor: z.boolean(),
  has_password: z.boolean(),
  /** Whether a link with which the user chooses a password is still valid. */
  has_open_link: z.boolean(),
  disabled_at: timestampSchema.nullable(),
  created_at: timestampSchema,
  last_seen_at: timestampSchema.nullable(),
});
export const userListSchema = z.object({ items: z.array(userSchema) });
export type User = z.infer<typeof userSchema>;

/** A link with which a user chooses a password once. */
export const passwordLinkSchema = z.object({
  url: z.string(),
  expires_at: timestampSchema,
  /** Whether it has been sent by e-mail too. */
  was_mailed: z.boolean(),
});
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

/** Input of `POST /api/users`. */
export const userInputSchema = z.strictObject({
  name: nameSchema,
  email: emailSchema,
  role: roleSchema.nullable(),
  grants: grantsSchema.default([]),
});
export type UserInput = z.input<typeof userInputSchema>;

/** Response of `POST /api/users`. */
export const invitedUserSchema = z.object({ user: userSchema, link: passwordLinkSchema });
export type InvitedUser = z.infer<typeof invitedUserSchema>;

/** Input of `PATCH /api/users/:id`; what is missing stays. */
export const userPatchSchema = z
  .strictObject({
    name: nameSchema,
    role: roleSchema.nullable(),
    grants: grantsSchema,
    disabled: z.boolean(),
  })
  .partial();
export type UserPatch = z.input<typeof userPatchSchema>;
