import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { type Actor, maySeePattern } from '../call';
import { detectorInclude } from './to-detector';

const detectorNotFound = (id: string) => new DriftwatchError('NOT_FOUND', `there is no detector ${id}`);

/**
 * The same for an actor, who may only know of detectors that can watch a model that he sees.
 *
 * @throws NOT_FOUND
 */
export async function loadVisibleDetector(tx: Transaction, actor: Actor, id: string) {
  const row = await loadDetector(tx, id);
  if (!maySeePattern(actor, row.modelPattern)) throw detectorNotFound(id);
  return row;
}

/**
 * Loads the row of a detector.
 *
 * @throws NOT_FOUND if the id is invalid or unknown
 */
export async function loadDetector(tx: Transaction, id: string) {
  const row = z.guid().safeParse(id).success
    ? await tx.detector.findUnique({ where: { id, deletedAt: null }, include: detectorInclude })
    : null;
  if (!row) throw detectorNotFound(id);
  return row;
}
