import type { z } from 'zod';
import { figuresOf } from '../../db/sql/model-figures';
import { DriftwatchError } from '../../errors';
import { nameSchema } from '../../schemas/common';
import type { Model, oneModelQuerySchema } from '../../schemas/models';
import { maySee, type ServiceCall, withDefaults } from '../call';
import { loadModels, silenceAt } from './load-models';

type ModelInput = z.infer<typeof oneModelQuerySchema> & { id: string };

/** Returns one model with its most urgent series. */
export async function getModel(call: ServiceCall<ModelInput>): Promise<Model> {
  const { actor, db, now, input } = withDefaults(call);
  const row =
    nameSchema.safeParse(input.id).success && maySee(actor, input.id)
      ? await figuresOf(db, input.id, silenceAt(now))
      : null;
  const [model] = row ? await loadModels(db, [row], { limit: input.series, skip: input.skip, now }) : [];
  if (!model) throw new DriftwatchError('NOT_FOUND', `there is no model ${input.id}`);
  return model;
}
