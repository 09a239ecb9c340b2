import { z } from 'zod';
import { modelsAfter } from '../../db/sql/model-series';
import { nameSchema } from '../../schemas/common';
import { type Model, type modelQuerySchema, seriesPerListedModel } from '../../schemas/models';
import { complete, type ServiceCall } from '../call';
import { decodeCursor, toPage } from '../page';
import { loadModels } from './load-models';

/** Models by id. */
export async function listModels(
  call: ServiceCall<z.infer<typeof modelQuerySchema>>,
): Promise<{ items: Model[]; next_cursor: string | null }> {
  const { db, input } = complete(call);
  const after = decodeCursor(input.cursor, z.tuple([nameSchema]));
  const rows = await modelsAfter(db, after?.[0] ?? '', input.limit + 1);
  const { items, next_cursor } = toPage(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.id],
  );
  return { items: await loadModels(db, items, seriesPerListedModel), next_cursor };
}
