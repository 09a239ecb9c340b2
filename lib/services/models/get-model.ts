import { figuresOf } from '../../db/sql/model-figures';
import { DriftwatchError } from '../../errors';
import { nameSchema } from '../../schemas/common';
import type { Model } from '../../schemas/models';
import { complete, type ServiceCall } from '../call';
import { loadModels } from './load-models';

/** One model with those of its series that need attention most. */
export async function getModel(call: ServiceCall<{ id: string; seriesLimit: number }>): Promise<Model> {
  const { db, input } = complete(call);
  const row = nameSchema.safeParse(input.id).success ? await figuresOf(db, input.id) : null;
  const [model] = row ? await loadModels(db, [row], input.seriesLimit) : [];
  if (!model) throw new DriftwatchError('NOT_FOUND', `there is no model ${input.id}`);
  return model;
}
