import { DriftwatchError } from '../../errors';
import { deliverMail, type Mail } from '../../mail/deliver-mail';
import { loadSecret } from '../../secrets/load-secret';
import { type ServiceCall, withDefaults } from '../call';
import { loadSetting } from '../settings/load-setting';
import { settingSecrets } from '../settings/setting-secrets';

/**
 * Sends a mail through the mail server of the settings.
 *
 * @throws NOT_ALLOWED_NOW if none is set up; UNAVAILABLE if its password cannot be decrypted; otherwise as
 *   `deliverMail` does
 */
export async function sendMail(call: ServiceCall<Mail>): Promise<void> {
  const { db, input } = withDefaults(call);
  const smtp = await loadSetting(db, 'smtp');
  if (!smtp) throw new DriftwatchError('NOT_ALLOWED_NOW', 'no mail server is set up');
  const password = smtp.value.user === null ? null : await loadSecret(db, settingSecrets.smtp.name);
  await deliverMail({ ...smtp.value, password }, input);
}
