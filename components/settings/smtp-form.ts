import type { Settings, SettingsPatch } from '@/lib/schemas/settings';

export type MailTls = 'starttls' | 'tls' | 'none';

/** The mail server as it stands in the form. */
export interface SmtpForm {
  host: string;
  port: string;
  user: string;
  /** Empty: the stored one stays. */
  password: string;
  from: string;
  tls: MailTls;
}

export function smtpFormOf(smtp: Settings['smtp']): SmtpForm {
  return {
    host: smtp?.host ?? '',
    port: String(smtp?.port ?? 587),
    user: smtp?.user ?? '',
    password: '',
    from: smtp?.from ?? '',
    tls: smtp?.tls ?? 'starttls',
  };
}

/** The port that servers use for each, as long as nobody has typed another one. */
export const usualPort: Record<MailTls, string> = { starttls: '587', tls: '465', none: '25' };

/** Choosing how to encrypt moves the port along, unless it was one of one's own. */
export function withTls(form: SmtpForm, tls: MailTls): SmtpForm {
  return { ...form, tls, port: form.port === usualPort[form.tls] ? usualPort[tls] : form.port };
}

/** What the API gets; a password that was not typed is not sent, and stays. */
export function smtpPatchOf(form: SmtpForm): NonNullable<SettingsPatch['smtp']> {
  const user = form.user.trim();
  return {
    host: form.host.trim(),
    port: Number(form.port),
    user: user === '' ? null : user,
    from: form.from.trim(),
    tls: form.tls,
    ...(user === '' ? { password: null } : form.password !== '' && { password: form.password }),
  };
}

export function smtpErrors(errors: Partial<Record<string, string>>): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, text]) =>
      field.startsWith('smtp.') ? [[field.slice('smtp.'.length), text]] : [],
    ),
  );
}
