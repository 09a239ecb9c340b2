import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client';
import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { Grant, InvitedUser, User } from '../../schemas/identity';
import { userInputSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { createPasswordLink } from './create-password-link';
import { loadUser } from './load-users';
import { mailPasswordLink } from './mail-password-link';
import { replaceGrants } from './replace-grants';

interface NewUser {
  name: string;
  email: string;
  role: User['role'];
  grants: Grant[];
}

async function insertUser(tx: Transaction, { name, email, role, grants }: NewUser): Promise<string> {
  await lockUsers(prismaRunner(tx));
  if (await tx.user.findUnique({ where: { email } }))
    throw new DriftwatchError('CONFLICT', `there is a user with the address ${email}`);
  const id = randomUUID();
  await tx.user.create({ data: { id, name, email, role } });
  await replaceGrants(tx, id, grants);
  return id;
}

/**
 * Invites a user. The link is returned, and sent by mail if a mail server is set up.
 *
 * @throws FORBIDDEN; CONFLICT if there is a user with this address
 */
export async function createUser(call: ServiceCall<{ body: unknown; origin: string }>): Promise<InvitedUser> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_users');
  const { name, email, role, grants } = parseInput(userInputSchema, input.body, 'the user');
  const { user, link } = await inTransaction(db, async (tx) => {
    const id = await insertUser(tx, { name, email, role, grants });
    const created = await createPasswordLink(tx, now, id);
    const invited = (await loadUser(tx, now, id)) as User;
    await writeAudit(tx, actor, now, [
      {
        action: 'user.created',
        entityType: 'user',
        entityId: id,
        detail: { after: { name, email, role, grants: invited.grants } },
      },
    ]);
    return { user: invited, link: created };
  });
  const url = input.origin + link.path;
  const { expiresAt, isInvitation } = link;
  const wasMailed = await mailPasswordLink(db, { to: email, url, expiresAt, isInvitation });
  return { user, link: { url, expires_at: expiresAt.toISOString(), was_mailed: wasMailed } };
}
