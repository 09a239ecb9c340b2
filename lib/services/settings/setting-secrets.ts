import type { SettingName, SettingValue } from '../../schemas/settings';

/** The secret that belongs to a group of settings. */
interface SettingSecret<Name extends SettingName> {
  /** In the table of secrets. */
  name: string;
  /** In requests. */
  field: string;
  /** Whom the secret is shown to. It is never sent to another one than the one it was entered for. */
  recipientOf: (value: SettingValue<Name>) => string;
}

export const settingSecrets: { [Name in SettingName]: SettingSecret<Name> } = {
  oidc: { name: 'oidc.client_secret', field: 'client_secret', recipientOf: ({ issuer }) => issuer },
  smtp: { name: 'smtp.password', field: 'password', recipientOf: ({ host, port }) => `${host}:${port}` },
};
