import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { nameSchema } from '../../schemas/common';
import { emailSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { createPasswordLink } from './create-password-link';
import { deleteSecondFactor } from './delete-second-factor';
import { endSessions } from './end-sessions';

const inputSchema = z.object({
  email: emailSchema,
  name: nameSchema.optional(),
  removesSecondFactor: z.boolean(),
});

interface MadeAdmin {
  name: string;
  email: string;
  isNew: boolean;
  /** Of the page with a link for a password. */
  path: string;
  expiresAt: Date;
}

interface Wanted {
  email: string;
  name?: string;
}

/** A user who was disabled comes back without what was open before. */
async function storeAdmin(tx: Transaction, { email, name }: Wanted) {
  const before = await tx.user.findUnique({ where: { email } });
  if (!before) {
    const data = { id: randomUUID(), email, name: name ?? email, role: 'admin' as const };
    return { before, after: await tx.user.create({ data }) };
  }
  if (before.disabledAt !== null) await endSessions(tx, before.id);
  const after = await tx.user.update({
    where: { id: before.id },
    data: { role: 'admin', disabledAt: null, ...(name !== undefined && { name }) },
  });
  return { before, after };
}

type Row = { name: string; email: string; role: string | null; disabledAt: Date | null };

const toAudited = ({ name, email, role, disabledAt }: Row) => ({
  name,
  email,
  role,
  disabled: disabledAt !== null,
});

/**
 * Makes somebody an admin who is enabled, new or not, and creates a link for a password; earlier ones end.
 * For whoever runs the app: who has the database needs no permission.
 */
export async function makeAdmin(
  call: ServiceCall<{ email: string; name: string | undefined; removesSecondFactor: boolean }>,
): Promise<MadeAdmin> {
  const { actor, db, now, input } = withDefaults(call);
  const { removesSecondFactor, ...wanted } = parseInput(inputSchema, input, 'the admin');
  return inTransaction(db, async (tx) => {
    await lockUsers(prismaRunner(tx));
    const { before, after } = await storeAdmin(tx, wanted);
    if (removesSecondFactor) await deleteSecondFactor(tx, after.id);
    await tx.passwordLink.deleteMany({ where: { userId: after.id } });
    const { path, expiresAt } = await createPasswordLink(tx, now, after.id);
    await writeAudit(tx, actor, now, [
      {
        action: 'user.made_admin',
        entityType: 'user',
        entityId: after.id,
        detail: {
          by: 'npm run admin',
          before: before && toAudited(before),
          after: toAudited(after),
          ...(removesSecondFactor && { second_factor: 'removed' }),
        },
      },
    ]);
    return { name: after.name, email: after.email, isNew: before === null, path, expiresAt };
  });
}
