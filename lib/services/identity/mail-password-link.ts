import type { Database } from '../../db/client';
import { isDriftwatchError } from '../../errors';
import { logger } from '../../logger';
import { system } from '../call';
import { sendMail } from '../mail/send-mail';
import { loadSetting } from '../settings/load-setting';

interface LinkMail {
  to: string;
  url: string;
  expiresAt: Date;
  isInvitation: boolean;
}

const at = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function textOf({ url, expiresAt, isInvitation }: LinkMail): string {
  const what = isInvitation
    ? 'You have been invited to Driftwatch. Choose your password here:'
    : 'Somebody, probably you, has asked for a new password for Driftwatch. Choose it here:';
  const otherwise = isInvitation
    ? 'If you do not know what this is about, ignore this mail.'
    : 'If it was not you, ignore this mail: your password stays as it is.';
  return `${what}\n\n${url}\n\nThe link can be used once, until ${at(expiresAt)}.\n\n${otherwise}\n`;
}

/**
 * Sends a link to its user, if a mail server is set up.
 *
 * @returns whether it has been sent; a failure is only logged, because the link can be passed on otherwise
 */
export async function mailPasswordLink(db: Database, mail: LinkMail): Promise<boolean> {
  if ((await loadSetting(db, 'smtp')) === null) return false;
  const subject = mail.isInvitation ? 'Invitation to Driftwatch' : 'New password for Driftwatch';
  try {
    await sendMail({ actor: system, db, input: { to: mail.to, subject, text: textOf(mail) } });
    return true;
  } catch (error) {
    if (!isDriftwatchError(error)) throw error;
    logger.warn('the mail with a link for a password was not sent', { error });
    return false;
  }
}
