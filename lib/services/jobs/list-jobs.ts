import { z } from 'zod';
import { countPlacesUsed } from '../../db/sql/jobs';
import { prismaRunner } from '../../db/sql-runner';
import { env } from '../../env';
import type { JobPage, jobQuerySchema } from '../../schemas/jobs';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { ofVisibleModels } from '../visible-models';
import { toJobs } from './to-job';

/** Lists jobs, newest first, with the occupancy of the queue. */
export async function listJobs(call: ServiceCall<z.infer<typeof jobQuerySchema>>): Promise<JobPage> {
  const { actor, db, input } = withDefaults(call);
  const before = decodeCursor(input.cursor, z.tuple([z.int32()]));
  const rows = await db.retrainJob.findMany({
    where: {
      AND: await ofVisibleModels(db, actor),
      ...(input.model_id !== undefined && { modelId: input.model_id }),
      ...(input.status && { status: { in: input.status } }),
      ...(before && { seq: { lt: before[0] } }),
    },
    orderBy: { seq: 'desc' },
    take: input.limit + 1,
  });
  const queue = { used: await countPlacesUsed(prismaRunner(db)), capacity: env().RETRAIN_QUEUE_CAPACITY };
  const page = toPage(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.seq],
  );
  return { ...page, items: await toJobs(db, page.items), queue };
}
