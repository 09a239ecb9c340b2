import type { Database } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { type Actor, maySee } from '../call';

/** Returns the id in the text of a path, or one that no series has. */
export const seriesIdOf = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : 0);

const seriesNotFound = (id: string) =>
  new DriftwatchError('NOT_FOUND', `there is no series ${id.slice(0, 50)}`);

/**
 * Refuses an actor who may not see the model of a series: to him the series does not exist. For others the
 * series is not read.
 *
 * @throws NOT_FOUND
 */
export async function requireVisibleSeries(db: Database, actor: Actor, id: string): Promise<void> {
  if (actor.access.everywhere.includes('see')) return;
  const series = await db.series.findUnique({ where: { id: seriesIdOf(id) }, select: { modelId: true } });
  if (!series || !maySee(actor, series.modelId)) throw seriesNotFound(id);
}
