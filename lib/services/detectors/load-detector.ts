import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { detectorInclude } from './to-detector';

/** The row of a detector; an id that is none, or of no detector, is NOT_FOUND. */
export async function loadDetector(tx: Transaction, id: string) {
  const row = z.guid().safeParse(id).success
    ? await tx.detector.findUnique({ where: { id }, include: detectorInclude })
    : null;
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no detector ${id}`);
  return row;
}
