import { z } from 'zod';
import type { AnnotationPage, AnnotationQuery } from '../../schemas/annotations';
import { loadActorNames } from '../audit/load-actor-names';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { ofVisibleModels } from '../visible-models';
import { toAnnotation } from './to-annotation';

/** Lists annotations, newest first; in a time range, those that overlap it. */
export async function listAnnotations(call: ServiceCall<AnnotationQuery>): Promise<AnnotationPage> {
  const { actor, db, input } = withDefaults(call);
  const { model_id, metric, from, to, limit, cursor } = input;
  const before = decodeCursor(cursor, z.tuple([z.number(), z.guid()]));
  const rows = await db.annotation.findMany({
    where: {
      AND: [
        await ofVisibleModels(db, actor),
        ...(model_id === undefined ? [] : [{ modelId: model_id }]),
        ...(metric === undefined ? [] : [{ OR: [{ metric }, { metric: null }] }]),
        ...(to === undefined ? [] : [{ ts: { lte: new Date(to) } }]),
        ...(from === undefined
          ? []
          : [{ OR: [{ ts: { gte: new Date(from) } }, { endTs: { gte: new Date(from) } }] }]),
        ...(before === null
          ? []
          : [
              {
                OR: [{ ts: { lt: new Date(before[0]) } }, { ts: new Date(before[0]), id: { lt: before[1] } }],
              },
            ]),
      ],
    },
    orderBy: [{ ts: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const names = await loadActorNames(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return toPage(
    rows,
    limit,
    (row) => toAnnotation(row, names),
    (row) => [row.ts.getTime(), row.id],
  );
}
