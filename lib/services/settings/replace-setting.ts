import type { Transaction } from '../../db/client';
import { faultyInput } from '../../errors';
import type { SettingName, SettingValue } from '../../schemas/settings';
import { storeSecret } from '../../secrets/store-secret';
import { writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';
import { loadSetting } from './load-setting';
import { settingSecrets } from './setting-secrets';

interface Replacement<Name extends SettingName> {
  name: Name;
  /** null removes the group and its secret. */
  value: SettingValue<Name> | null;
  /** undefined keeps the stored one; null removes it. */
  secret: string | null | undefined;
}

/**
 * Replaces a group of settings and its secret, with an audit row that contains the former and the new values
 * but no secret. The caller holds the lock of the settings.
 *
 * @returns whether the group has a secret now
 * @throws INVALID_INPUT if the stored secret would be shown to another recipient than the one it was entered
 * for
 */
export async function replaceSetting<Name extends SettingName>(
  tx: Transaction,
  actor: Actor,
  now: Date,
  { name, value, secret }: Replacement<Name>,
): Promise<boolean> {
  const { name: secretName, field, recipientOf } = settingSecrets[name];
  const before = await loadSetting(tx, name);
  const wasStored = (await tx.secret.count({ where: { name: secretName } })) > 0;
  const isSameRecipient = before && value && recipientOf(before.value) === recipientOf(value);
  if (value && wasStored && secret === undefined && !isSameRecipient)
    throw faultyInput(
      [
        {
          field: `${name}.${field}`,
          message: 'must be entered again, because it would go to another server',
        },
      ],
      'the settings are not valid',
    );
  if (value) {
    const row = { value, updatedAt: now, updatedBy: actor.name };
    await tx.setting.upsert({ where: { name }, create: { name, ...row }, update: row });
  } else await tx.setting.deleteMany({ where: { name } });
  const isRemoved = wasStored && (value === null || secret === null);
  if (isRemoved) await tx.secret.deleteMany({ where: { name: secretName } });
  const isChanged = value !== null && typeof secret === 'string';
  if (isChanged) await storeSecret(tx, secretName, secret);
  await writeAudit(tx, actor, now, [
    {
      action: value ? 'setting.changed' : 'setting.removed',
      entityType: 'setting',
      entityId: name,
      detail: {
        before: before?.value ?? null,
        after: value,
        ...(isChanged && { [field]: 'changed' }),
        ...(isRemoved && { [field]: 'removed' }),
      },
    },
  ]);
  return isChanged || (wasStored && !isRemoved);
}
