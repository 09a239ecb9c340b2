import { expect, test } from 'vitest';
import { oidcErrors, oidcFormOf, oidcPatchOf } from '@/components/settings/oidc-form';
import { smtpErrors, smtpFormOf, smtpPatchOf, withTls } from '@/components/settings/smtp-form';
import { settingsPatchSchema } from '@/lib/schemas/settings';

const stored = { updated_at: '2026-11-29T12:00:00.000Z', updated_by: 'user:1' };
const oidc = {
  issuer: 'https://login.example.com',
  client_id: 'driftwatch',
  allowed_email_domains: ['example.com', 'example.org'],
  role_claim: 'groups',
  roles: { ops: 'operator' as const },
  default_role: null,
  button_label: 'Sign in with Example',
};
const smtp = {
  host: 'smtp.example.com',
  port: 465,
  user: 'driftwatch',
  from: 'driftwatch@example.com',
  tls: 'tls' as const,
};

test('a provider that is saved as it was loaded stays as it was, with its secret', () => {
  const form = oidcFormOf({ ...oidc, has_client_secret: true, ...stored });
  expect(settingsPatchSchema.parse({ oidc: oidcPatchOf(form) }).oidc).toEqual(oidc);
});

test('domains are separated by commas, spaces or lines, and rows without a value are left out', () => {
  const form = {
    ...oidcFormOf(null),
    domains: 'a.com, b.com;c.com\n d.com ',
    roleClaim: ' ',
    claimRoles: [
      { value: ' ops ', role: 'operator' as const },
      { value: '', role: 'viewer' as const },
    ],
    clientSecret: 's',
  };
  expect(oidcPatchOf(form)).toMatchObject({
    allowed_email_domains: ['a.com', 'b.com', 'c.com', 'd.com'],
    role_claim: null,
    roles: { ops: 'operator' },
    client_secret: 's',
  });
});

test('a mail server that is saved as it was loaded stays as it was, with its password', () => {
  const form = smtpFormOf({ ...smtp, has_password: true, ...stored });
  expect(settingsPatchSchema.parse({ smtp: smtpPatchOf(form) }).smtp).toEqual(smtp);
});

test('a mail server without a user has no password any more', () => {
  const form = { ...smtpFormOf({ ...smtp, has_password: true, ...stored }), user: '', password: 'left over' };
  expect(smtpPatchOf(form)).toMatchObject({ user: null, password: null });
});

test('another encryption moves the usual port along, and leaves one of one’s own', () => {
  const form = smtpFormOf(null);
  expect(withTls(form, 'tls').port).toBe('465');
  expect(withTls({ ...form, port: '2525' }, 'tls').port).toBe('2525');
});

test('what the API says of a field finds its field, also from within a list', () => {
  expect(oidcErrors({ 'oidc.allowed_email_domains.1': 'Bad.', 'smtp.host': 'Bad.' })).toEqual({
    allowed_email_domains: 'Bad.',
  });
  expect(smtpErrors({ 'smtp.host': 'Bad.', 'oidc.issuer': 'Bad.' })).toEqual({ host: 'Bad.' });
});
