import { v7 as uuidv7 } from 'uuid';
import { insertView } from '../../db/sql/saved-views';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { maxSavedViews, type SavedView, savedViewInputSchema } from '../../schemas/views';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { toView } from './to-view';

/**
 * Saves a page with its filters under a name.
 *
 * @throws CONFLICT if the name is taken; LIMIT_EXCEEDED with 200 views
 */
export async function createView(call: ServiceCall<unknown>): Promise<SavedView> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermission(actor, 'manage_views');
  const given = parseInput(savedViewInputSchema, input, 'the view');
  return inTransaction(db, async (tx) => {
    if ((await tx.savedView.count()) >= maxSavedViews)
      throw new DriftwatchError(
        'LIMIT_EXCEEDED',
        `there are ${maxSavedViews} saved views; delete one first`,
        {
          retryable: false,
        },
      );
    const row = { id: uuidv7(), ...given, createdAt: now };
    if (!(await insertView(prismaRunner(tx), row)))
      throw new DriftwatchError('CONFLICT', `there is already a view named “${given.name}”`, {
        errors: [{ field: 'name', message: 'is taken; choose another' }],
      });
    await writeAudit(tx, actor, now, [
      {
        action: 'view.created',
        entityType: 'view',
        entityId: row.id,
        detail: { name: row.name, after: given },
      },
    ]);
    return toView(row);
  });
}
