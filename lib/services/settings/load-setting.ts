import type { Database, Transaction } from '../../db/client';
import { type SettingName, type SettingValue, settingSchemas } from '../../schemas/settings';

export interface LoadedSetting<Name extends SettingName> {
  value: SettingValue<Name>;
  updatedAt: Date;
  updatedBy: string;
}

/** Returns a group of settings without its secret; null if it is not set up. */
export async function loadSetting<Name extends SettingName>(
  db: Database | Transaction,
  name: Name,
): Promise<LoadedSetting<Name> | null> {
  const row = await db.setting.findUnique({ where: { name } });
  if (!row) return null;
  const value = settingSchemas[name].parse(row.value) as SettingValue<Name>;
  return { value, updatedAt: row.updatedAt, updatedBy: row.updatedBy };
}
