import type { Transaction } from '../../db/client';
import { lockSettings } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { faultyInput } from '../../errors';
import { type Settings, settingsPatchSchema } from '../../schemas/settings';
import { type Actor, parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { toSettings } from './get-settings';
import { replaceSetting } from './replace-setting';

type Patch = ReturnType<typeof parsePatch>;

const parsePatch = (input: unknown) => parseInput(settingsPatchSchema, input, 'the settings');

async function replaceOidc(
  tx: Transaction,
  actor: Actor,
  now: Date,
  oidc: NonNullable<Patch['oidc']> | null,
) {
  if (!oidc) return replaceSetting(tx, actor, now, { name: 'oidc', value: null, secret: null });
  const { client_secret: secret, ...value } = oidc;
  return replaceSetting(tx, actor, now, { name: 'oidc', value, secret });
}

async function replaceSmtp(
  tx: Transaction,
  actor: Actor,
  now: Date,
  smtp: NonNullable<Patch['smtp']> | null,
) {
  if (!smtp) return replaceSetting(tx, actor, now, { name: 'smtp', value: null, secret: null });
  const { password, ...value } = smtp;
  const secret = value.user === null ? null : password;
  const hasPassword = await replaceSetting(tx, actor, now, { name: 'smtp', value, secret });
  if (hasPassword === (value.user !== null)) return hasPassword;
  throw faultyInput(
    [{ field: 'smtp.password', message: 'is missing: the user needs one' }],
    'the settings are not valid',
  );
}

/** Changes settings; of two changes at once, the later one stands. Each group has an audit row of its own. */
export async function updateSettings(call: ServiceCall<unknown>): Promise<Settings> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_settings');
  const patch = parsePatch(input);
  return inTransaction(db, async (tx) => {
    await lockSettings(prismaRunner(tx));
    if (patch.oidc !== undefined) await replaceOidc(tx, actor, now, patch.oidc);
    if (patch.smtp !== undefined) await replaceSmtp(tx, actor, now, patch.smtp);
    return toSettings(tx);
  });
}
