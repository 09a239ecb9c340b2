import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client';
import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { isDriftwatchError } from '../../errors';
import { decideProviderRole } from '../../policy/decide-provider-role';
import type { Role } from '../../schemas/roles';
import type { OidcSettings } from '../../schemas/settings';
import { writeAudit } from '../audit/write-audit';
import { keepAnAdmin } from './keep-an-admin';
import type { ProviderIdentity } from './load-provider-identity';
import { ProviderRefusal } from './provider-refusal';
import { userActor } from './user-actor';

const by = 'provider';

/** The user whom the provider means: the one that is linked, else the one with the verified address. */
async function findUser(tx: Transaction, { issuer, subject, email }: ProviderIdentity) {
  const account = await tx.account.findUnique({
    where: { providerId_accountId: { providerId: issuer, accountId: subject } },
    include: { user: true },
  });
  const user = account?.user ?? (await tx.user.findUnique({ where: { email } }));
  return { user, isLinked: account !== null };
}

async function addUser(tx: Transaction, now: Date, identity: ProviderIdentity, role: Role | null) {
  const { name, email } = identity;
  const id = randomUUID();
  await tx.user.create({ data: { id, name, email, role, emailVerified: true } });
  await writeAudit(tx, userActor({ id, role, grants: [] }), now, [
    {
      action: 'user.created',
      entityType: 'user',
      entityId: id,
      detail: { by, after: { name, email, role, grants: [] } },
    },
  ]);
  return id;
}

/** Changes the role, but for the last admin's. */
async function changeRole(
  tx: Transaction,
  now: Date,
  user: { id: string; role: Role | null },
  role: Role | null,
) {
  if (role === user.role) return;
  const { id } = user;
  await tx.user.update({ where: { id }, data: { role } });
  if (user.role === 'admin')
    try {
      await keepAnAdmin(tx);
    } catch (error) {
      if (!isDriftwatchError(error)) throw error;
      await tx.user.update({ where: { id }, data: { role: user.role } });
      return;
    }
  await writeAudit(tx, userActor({ id, role, grants: [] }), now, [
    {
      action: 'user.changed',
      entityType: 'user',
      entityId: id,
      detail: { by, before: { role: user.role }, after: { role } },
    },
  ]);
}

async function link(tx: Transaction, now: Date, userId: string, { issuer, subject }: ProviderIdentity) {
  await tx.account.create({
    data: { id: randomUUID(), userId, providerId: issuer, accountId: subject },
  });
  await writeAudit(tx, userActor({ id: userId, role: null, grants: [] }), now, [
    { action: 'user.linked', entityType: 'user', entityId: userId, detail: { issuer } },
  ]);
}

/**
 * Finds or creates the user whom the provider names, and gives the role that the settings decide.
 *
 * @returns the id of the user
 * @throws {ProviderRefusal} for a disabled user, or one without a role
 */
export async function admitProviderUser(
  tx: Transaction,
  now: Date,
  oidc: OidcSettings,
  identity: ProviderIdentity,
): Promise<string> {
  await lockUsers(prismaRunner(tx));
  const { user, isLinked } = await findUser(tx, identity);
  const who = { email: identity.email, userId: user?.id };
  if (user?.disabledAt) throw new ProviderRefusal('user_disabled', who);
  const role = decideProviderRole(oidc, identity.claims, user ?? undefined);
  if (role === undefined) throw new ProviderRefusal('no_role', { ...who, losesRole: isLinked });
  const id = user?.id ?? (await addUser(tx, now, identity, role));
  if (!isLinked) await link(tx, now, id, identity);
  if (user) await changeRole(tx, now, user, role);
  return id;
}
