import type { Database } from '../db/client';
import { visibleModelIds } from '../db/sql/visible-models';
import { patternsFor } from '../policy/access';
import type { Actor } from './call';
import { maySeePattern } from './call';

/** Returns the patterns of the models that an actor may see; null: all models. */
export function visiblePatterns({ access }: Actor): string[] | null {
  return patternsFor(access, 'see');
}

/** Returns the condition on rows of a model, for an actor who may see some models only. */
export async function ofVisibleModels(db: Database, actor: Actor): Promise<{ modelId?: { in: string[] } }> {
  const patterns = visiblePatterns(actor);
  return patterns === null ? {} : { modelId: { in: await visibleModelIds(db, patterns) } };
}

/** Returns the condition on detectors, for an actor who may see some models only. */
export async function visibleDetectors(db: Database, actor: Actor): Promise<{ id?: { in: string[] } }> {
  if (visiblePatterns(actor) === null) return {};
  const rows = await db.detector.findMany({
    where: { deletedAt: null },
    select: { id: true, modelPattern: true },
  });
  const seen = rows.filter(({ modelPattern }) => maySeePattern(actor, modelPattern));
  return { id: { in: seen.map(({ id }) => id) } };
}
