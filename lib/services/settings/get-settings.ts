import type { Database, Transaction } from '../../db/client';
import type { SettingName, Settings } from '../../schemas/settings';
import { listUnreadableSecrets } from '../../secrets/list-unreadable-secrets';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { type LoadedSetting, loadSetting } from './load-setting';
import { settingSecrets } from './setting-secrets';

const changeOf = ({ updatedAt, updatedBy }: LoadedSetting<SettingName>) => ({
  updated_at: updatedAt.toISOString(),
  updated_by: updatedBy,
});

/** Converts the settings to the form of the API, without secrets. */
export async function toSettings(db: Database | Transaction): Promise<Settings> {
  const oidc = await loadSetting(db, 'oidc');
  const smtp = await loadSetting(db, 'smtp');
  const secrets = await db.secret.findMany({ select: { name: true } });
  const stored = new Set(secrets.map(({ name }) => name));
  const unreadable = await listUnreadableSecrets(db);
  return {
    oidc: oidc && {
      ...oidc.value,
      has_client_secret: stored.has(settingSecrets.oidc.name),
      ...changeOf(oidc),
    },
    smtp: smtp && { ...smtp.value, has_password: stored.has(settingSecrets.smtp.name), ...changeOf(smtp) },
    unreadable_secrets: unreadable.map(({ name, problem }) => ({ name, problem })),
  };
}

export async function getSettings(call: ServiceCall<Record<string, never>>): Promise<Settings> {
  const { actor, db } = withDefaults(call);
  requirePermission(actor, 'manage_settings');
  return toSettings(db);
}
