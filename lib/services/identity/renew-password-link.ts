import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { PasswordLink } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { createPasswordLink } from './create-password-link';
import { mailPasswordLink } from './mail-password-link';

/**
 * Creates a link for a user whose invitation is over, or who has forgotten the password. Earlier links end.
 *
 * @throws FORBIDDEN; NOT_FOUND; NOT_ALLOWED_NOW for a disabled user
 */
export async function renewPasswordLink(
  call: ServiceCall<{ id: string; origin: string }>,
): Promise<PasswordLink> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_users');
  const { user, link } = await inTransaction(db, async (tx) => {
    const found = await tx.user.findUnique({ where: { id: input.id } });
    if (!found) throw new DriftwatchError('NOT_FOUND', `there is no user ${input.id}`);
    if (found.disabledAt !== null)
      throw new DriftwatchError('NOT_ALLOWED_NOW', `${found.name} is disabled; enable the user first`);
    await tx.passwordLink.deleteMany({ where: { userId: found.id } });
    const created = await createPasswordLink(tx, now, found.id);
    await writeAudit(tx, actor, now, [
      {
        action: 'user.link_created',
        entityType: 'user',
        entityId: found.id,
        detail: { expires_at: created.expiresAt.toISOString() },
      },
    ]);
    return { user: found, link: created };
  });
  const url = input.origin + link.path;
  const { expiresAt, isInvitation } = link;
  const wasMailed = await mailPasswordLink(db, { to: user.email, url, expiresAt, isInvitation });
  return { url, expires_at: expiresAt.toISOString(), was_mailed: wasMailed };
}
