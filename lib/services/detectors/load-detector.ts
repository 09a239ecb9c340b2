import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { detectorInclude } from './to-detector';

/**
 * Loads the row of a detector.
 *
 * @throws NOT_FOUND if the id is invalid or unknown
 */
export async function loadDetector(tx: Transaction, id: string) {
  const row = z.guid().safeParse(id).success
    ? await tx.detector.findUnique({ where: { id, deletedAt: null }, include: detectorInclude })
    : null;
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no detector ${id}`);
  return row;
}
