import { DriftwatchError } from '../../errors';
import type { Model } from '../../schemas/models';
import { complete, type ServiceCall } from '../call';
import { loadModels } from './load-models';

/** One model with its series. */
export async function getModel(call: ServiceCall<{ id: string }>): Promise<Model> {
  const { db, input } = complete(call);
  const row = await db.model.findUnique({ where: { id: input.id } });
  const [model] = row ? await loadModels(db, [row]) : [];
  if (!model) throw new DriftwatchError('NOT_FOUND', `there is no model ${input.id}`);
  return model;
}
