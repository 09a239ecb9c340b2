import { testMailSchema } from '../../schemas/settings';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { sendMail } from '../mail/send-mail';

/** Sends a mail that shows that the mail server of the settings works. */
export async function sendTestMail(call: ServiceCall<unknown>): Promise<void> {
  const { actor, db, input } = withDefaults(call);
  requirePermission(actor, 'manage_settings');
  const { to } = parseInput(testMailSchema, input, 'the test mail');
  const text = `This is a test mail of Driftwatch, sent by ${actor.name}. The mail server of the settings works.\n`;
  await sendMail({ actor, db, input: { to, subject: 'Test mail of Driftwatch', text } });
}
