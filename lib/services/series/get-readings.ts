import type { Transaction } from '../../db/client';
import { countReadings, readingAt, type TimedReading } from '../../db/packed-readings';
import { type ReadingRow, rawReadings, worstReadings } from '../../db/sql/chart-readings';
import { inSnapshot } from '../../db/transaction';
import { isWorseReading } from '../../detectors/worse-reading';
import { getMethod } from '../../monitoring/index';
import type { RangeQuery, SeriesReadings, Windows } from '../../schemas/series';
import { type ServiceCall, withDefaults } from '../call';
import { replayInclude, replayRuns } from '../detectors/replay-runs';
import type { ReplayedRun } from '../detectors/restore-strategy';
import { toWindows } from '../detectors/to-windows';
import { groupBy } from '../group-by';
import { type ChartRange, chartRange, maxReadingsRead } from './chart-range';
import { requireVisibleSeries } from './series-id';

const noWindows: Windows = { reference: null, band: null, current: null };

function stored(db: Transaction, runIds: number[], range: ChartRange): Promise<ReadingRow[]> {
  if (range.stepMs === 0) return rawReadings(db, runIds, range);
  const isLong = range.pointCount * runIds.length > maxReadingsRead;
  return worstReadings(db, runIds, { ...range, isLong });
}

/** Yields the readings of a run since its checkpoint that are in the range. */
function* replayedIn({ readings }: ReplayedRun, range: ChartRange): Iterable<TimedReading> {
  for (let index = 0; index < countReadings(readings); index += 1) {
    const reading = readingAt(readings, index);
    if (reading.tsMs >= range.fromMs && reading.tsMs <= range.toMs) yield reading;
  }
}

/**
 * Returns the worst reading of every bucket of a range, or all readings if the range has no buckets. Oldest
 * first.
 */
function inBuckets(readings: TimedReading[], { fromMs, stepMs }: ChartRange): TimedReading[] {
  const worst = new Map<number, TimedReading>();
  for (const reading of readings) {
    const bucket = stepMs === 0 ? reading.tsMs : Math.floor((reading.tsMs - fromMs) / stepMs);
    const held = worst.get(bucket);
    if (held === undefined || isWorseReading(reading, held)) worst.set(bucket, reading);
  }
  return [...worst.values()].sort((a, b) => a.tsMs - b.tsMs);
}

/**
 * Returns the readings of every detector on a series, over the same range and in the same buckets as its
 * points.
 */
export async function getReadings(
  call: ServiceCall<{ seriesId: string; query: RangeQuery }>,
): Promise<SeriesReadings> {
  const { actor, db, input } = withDefaults(call);
  await requireVisibleSeries(db, actor, input.seriesId);
  const range = await chartRange(db, input.seriesId, input.query);
  // Sees a checkpoint and the readings stored with it either both or not at all.
  const { runs, rows, replayed } = await inSnapshot(db, async (tx) => {
    const runs = await tx.detectorRun.findMany({
      where: { seriesId: Number(input.seriesId), detector: { deletedAt: null } },
      orderBy: [{ detector: { createdAt: 'asc' } }, { id: 'asc' }],
      include: replayInclude,
    });
    const runIds = runs.map((run) => run.id);
    return { runs, rows: range ? await stored(tx, runIds, range) : [], replayed: await replayRuns(tx, runs) };
  });
  const storedOf = groupBy(rows, (row) => row.runId);
  const items = runs.map((run) => {
    const now = replayed.get(run.id);
    const said = (storedOf.get(run.id) ?? []).map(({ runId: _, ts, ...row }) => ({
      tsMs: ts.getTime(),
      ...row,
    }));
    return {
      run_id: run.id,
      detector_id: run.detectorId,
      detector_name: run.detector.name,
      method: run.detector.method,
      method_label: getMethod(run.detector.method).label,
      statistic_cap: getMethod(run.detector.method).statisticCap ?? null,
      enabled: run.detector.enabled,
      mode: run.detector.mode,
      level: run.level,
      learning: now?.strategy.learning ?? null,
      windows: now ? toWindows(now.strategy.windows()) : noWindows,
      readings: range
        ? inBuckets(now ? [...said, ...replayedIn(now, range)] : said, range).map(({ tsMs, ...reading }) => ({
            ts: new Date(tsMs).toISOString(),
            ...reading,
          }))
        : [],
    };
  });
  return { items, next_cursor: null };
}
