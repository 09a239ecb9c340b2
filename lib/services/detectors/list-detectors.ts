import { z } from 'zod';
import type { pageQuerySchema } from '../../schemas/common';
import type { Detector } from '../../schemas/detectors';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { visibleDetectors } from '../visible-models';
import { detectorInclude, toDetector } from './to-detector';

/** Lists detectors, oldest first. */
export async function listDetectors(
  call: ServiceCall<z.infer<typeof pageQuerySchema>>,
): Promise<{ items: Detector[]; next_cursor: string | null }> {
  const { actor, db, input } = withDefaults(call);
  const after = decodeCursor(input.cursor, z.tuple([z.guid()]));
  const rows = await db.detector.findMany({
    where: {
      deletedAt: null,
      ...(await visibleDetectors(db, actor)),
      ...(after && { id: { gt: after[0] } }),
    },
    // Ids are UUIDs of version 7, whose order is that of creation.
    orderBy: { id: 'asc' },
    take: input.limit + 1,
    include: detectorInclude,
  });
  const learning = await db.detectorRun.groupBy({
    by: ['detectorId'],
    where: { level: 'insufficient_data', detectorId: { in: rows.map(({ id }) => id) } },
    _count: true,
  });
  const learningOf = new Map(learning.map((one) => [one.detectorId, one._count]));
  return toPage(
    rows,
    input.limit,
    (row) => ({ ...toDetector(row), learning_count: learningOf.get(row.id) ?? 0 }),
    (row) => [row.id],
  );
}
