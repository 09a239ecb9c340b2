import type { Transaction } from '../../db/client';
import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { changedFields } from '../../policy/changed-fields';
import { type User, userPatchSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { endSessions } from './end-sessions';
import { keepAnAdmin } from './keep-an-admin';
import { loadUser } from './load-users';
import { replaceGrants } from './replace-grants';

type Patch = ReturnType<typeof parsePatch>;

const parsePatch = (body: unknown) => parseInput(userPatchSchema, body, 'the change of the user');

const toAudited = ({ name, role, grants, disabled_at }: User) => ({
  name,
  role,
  grants,
  disabled: disabled_at !== null,
});

const actionOf = (was: User, is: User) => {
  if ((was.disabled_at === null) === (is.disabled_at === null)) return 'user.changed';
  return is.disabled_at === null ? 'user.enabled' : 'user.disabled';
};

async function applyPatch(tx: Transaction, now: Date, was: User, { grants, disabled, ...rest }: Patch) {
  const { id } = was;
  const isSwitched = disabled !== undefined && disabled !== (was.disabled_at !== null);
  await tx.user.update({
    where: { id },
    data: { ...rest, ...(isSwitched && { disabledAt: disabled ? now : null }) },
  });
  if (grants) await replaceGrants(tx, id, grants);
  if (!isSwitched) return;
  // In both directions: what a sign-in left behind while the user was being disabled must not come back.
  await endSessions(tx, id);
  await tx.passwordLink.deleteMany({ where: { userId: id } });
}

/**
 * Changes a user. It counts from the next request on; disabling ends the sessions and the open links.
 *
 * @throws FORBIDDEN; NOT_FOUND; NOT_ALLOWED_NOW if no admin would be left who can sign in
 */
export async function updateUser(call: ServiceCall<{ id: string; body: unknown }>): Promise<User> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_users');
  const patch = parsePatch(input.body);
  return inTransaction(db, async (tx) => {
    await lockUsers(prismaRunner(tx));
    const was = await loadUser(tx, now, input.id);
    if (!was) throw new DriftwatchError('NOT_FOUND', `there is no user ${input.id}`);
    await applyPatch(tx, now, was, patch);
    const is = (await loadUser(tx, now, was.id)) as User;
    const isAdmin = ({ role, disabled_at }: User) => role === 'admin' && disabled_at === null;
    if (isAdmin(was) && !isAdmin(is)) await keepAnAdmin(tx);
    const detail = changedFields(toAudited(was), toAudited(is));
    if (Object.keys(detail.after).length > 0)
      await writeAudit(tx, actor, now, [
        { action: actionOf(was, is), entityType: 'user', entityId: was.id, detail },
      ]);
    return is;
  });
}
