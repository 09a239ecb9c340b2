import { database } from '@/lib/db/client';
import { rollUp, rollupSteps } from '@/lib/db/roll-up';
import { rollUpTails } from '@/lib/db/sql/rollups';
import { prismaRunner } from '@/lib/db/sql-runner';

const inOrder = <Row extends { seriesId: number; stepSeconds: number; bucketMs: number }>(rows: Row[]) =>
  rows.sort((a, b) => a.seriesId - b.seriesId || a.stepSeconds - b.stepSeconds || a.bucketMs - b.bucketMs);

/**
 * Returns the stored rollups and the expected ones, which cover all points up to `rolled_up_to` and none
 * after it, and the number of points in the tail of each series by model.
 */
export async function rollupsAndTails() {
  const db = database();
  const [rows, points, series] = await Promise.all([
    db.rollup.findMany(),
    db.point.findMany({ orderBy: { ts: 'asc' } }),
    db.series.findMany({ orderBy: { modelId: 'asc' } }),
  ]);
  const rolledUntil = new Map(series.map(({ id, rolledUpTo }) => [id, rolledUpTo?.getTime() ?? -Infinity]));
  const isTail = ({ seriesId, ts }: { seriesId: number; ts: Date }) =>
    ts.getTime() > (rolledUntil.get(seriesId) ?? -Infinity);
  const rolled = points.filter((point) => !isTail(point));
  return {
    stored: inOrder(
      rows.map(({ bucket, lastTs, ...row }) => ({
        ...row,
        bucketMs: bucket.getTime(),
        lastMs: lastTs.getTime(),
      })),
    ),
    wanted: inOrder(
      rollUp(
        rolled.map(({ ts, ...point }) => ({ ...point, tsMs: ts.getTime() })),
        rollupSteps,
      ),
    ),
    tails: Object.fromEntries(
      series.map(({ id, modelId }) => [
        modelId,
        points.filter((one) => one.seriesId === id && isTail(one)).length,
      ]),
    ),
  };
}

/** Rolls up the tails of all series. */
export async function rollUpEverything() {
  const sql = prismaRunner(database());
  const series = await database().series.findMany();
  const tails = series.map(({ id, rolledUpTo }) => ({
    seriesId: id,
    afterMs: rolledUpTo?.getTime() ?? null,
  }));
  await rollUpTails(sql, tails);
  await sql('UPDATE series SET rolled_up_to = last_ts', []);
}
