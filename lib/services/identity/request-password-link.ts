import type { Database } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { env } from '../../env';
import { allowedHostsFor } from '../../http/allowed-host';
import { logger } from '../../logger';
import { processWide } from '../../process-wide';
import { passwordLinkRequestSchema } from '../../schemas/identity';
import { currentRequest } from '../../telemetry/request-context';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, system, withDefaults } from '../call';
import { loadSetting } from '../settings/load-setting';
import { createPasswordLink } from './create-password-link';
import { mailPasswordLink } from './mail-password-link';
import { beginAttempt } from './sign-in-attempts';

const underWay = processWide('password mails', () => new Set<Promise<void>>());

/** Waits until the links that have been asked for are sent. */
export async function settlePasswordMails() {
  await Promise.all(underWay.get());
}

/**
 * Returns whether a forgotten password can be replaced by mail. The link leads to the host of the request,
 * which anybody can invent unless the server knows its names: the mail would then send its reader elsewhere.
 */
export async function sendsPasswordMails(db: Database): Promise<boolean> {
  const { HOST, ALLOWED_HOSTS } = env();
  return allowedHostsFor(HOST, ALLOWED_HOSTS) !== null && (await loadSetting(db, 'smtp')) !== null;
}

/**
 * Only who can choose a password: people of the sign-in provider cannot get one behind its back.
 */
const choosesPassword = {
  disabledAt: null,
  OR: [{ accounts: { none: {} } }, { accounts: { some: { providerId: 'credential' } } }],
};

async function sendLink(db: Database, now: Date, { email, origin }: { email: string; origin: string }) {
  if (!(await sendsPasswordMails(db))) return;
  const { address } = currentRequest() ?? {};
  const link = await inTransaction(db, async (tx) => {
    const user = await tx.user.findFirst({ where: { email, ...choosesPassword } });
    if (!user) return null;
    const created = await createPasswordLink(tx, now, user.id);
    await writeAudit(tx, system, now, [
      { action: 'user.link_requested', entityType: 'user', entityId: user.id, address },
    ]);
    return created;
  });
  if (link) await mailPasswordLink(db, { ...link, to: email, url: origin + link.path });
}

/**
 * Sends a link to who has forgotten the password. Everything that depends on the account happens after the
 * response, so that neither its text nor its time tells whether there is one.
 *
 * @throws LIMIT_EXCEEDED after several requests for one address, or of one sender
 */
export async function requestPasswordLink(
  call: ServiceCall<{ body: unknown; origin: string }>,
): Promise<void> {
  const { db, now, input } = withDefaults(call);
  const { email } = parseInput(passwordLinkRequestSchema, input.body, 'the request');
  beginAttempt('password link', email);
  const sending = sendLink(db, now, { email, origin: input.origin })
    .catch((error) => logger.error('a link for a password was not created', { error }))
    .finally(() => underWay.get().delete(sending));
  underWay.get().add(sending);
}
