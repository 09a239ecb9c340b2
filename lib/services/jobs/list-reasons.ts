import { z } from 'zod';
import { latestReasons } from '../../db/sql/latest-reasons';
import type { pageQuerySchema } from '../../schemas/common';
import type { ReasonPage } from '../../schemas/jobs';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { loadVisibleJobRow } from './get-job';
import { toReason } from './to-job';

interface ReasonsInput {
  id: string;
  query: z.infer<typeof pageQuerySchema>;
}

/** Lists every reason of a job, newest first. */
export async function listReasons(call: ServiceCall<ReasonsInput>): Promise<ReasonPage> {
  const { actor, db, input } = withDefaults(call);
  const { limit, cursor } = input.query;
  const before = decodeCursor(cursor, z.tuple([z.int32()]));
  const job = await loadVisibleJobRow(db, actor, input.id);
  const rows = await latestReasons(db, {
    jobIds: [job.id],
    limit: limit + 1,
    ...(before && { beforeId: before[0] }),
  });
  return toPage(rows.reverse(), limit, toReason, (row) => [row.id]);
}
