import { z } from 'zod';
import { listedFigures } from '../../db/sql/model-figures';
import { parseSearch } from '../../policy/search-query';
import { nameSchema } from '../../schemas/common';
import type { ModelPage, modelQuerySchema } from '../../schemas/models';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { visiblePatterns } from '../visible-models';
import { loadModels, silenceAt } from './load-models';

const noCounts = {
  drift: 0,
  silent: 0,
  warning: 0,
  late: 0,
  unstable: 0,
  insufficient_data: 0,
  stable: 0,
  unwatched: 0,
};

/** Lists models by id, or by urgency. */
export async function listModels(call: ServiceCall<z.infer<typeof modelQuerySchema>>): Promise<ModelPage> {
  const { actor, db, now, input } = withDefaults(call);
  const { order, limit } = input;
  const cursor = decodeCursor(input.cursor, z.tuple([z.literal(order), z.number(), z.number(), nameSchema]));
  const found = await listedFigures(db, {
    order,
    visible: visiblePatterns(actor),
    search: parseSearch(input.search, ['state', 'metric', 'model']),
    silence: silenceAt(now),
    after: cursor && { place: [cursor[1], cursor[2]], id: cursor[3] },
    limit: limit + 1,
  });
  const { items, next_cursor } = toPage(
    found.models,
    limit,
    (row) => row,
    (row) => [order, ...row.place, row.id],
  );
  return {
    items: await loadModels(db, items, { limit: input.series, skip: 0, now }),
    next_cursor,
    counts: { ...noCounts, ...found.counts },
  };
}
