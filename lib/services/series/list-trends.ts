import type { z } from 'zod';
import type { Database } from '../../db/client';
import type { PointBucket } from '../../schemas/series';
import {
  type Trend,
  type TrendList,
  trendBuckets,
  trendDays,
  type trendQuerySchema,
} from '../../schemas/trends';
import { type ServiceCall, system, withDefaults } from '../call';
import { ofVisibleModels } from '../visible-models';
import { getPoints } from './get-points';

/** In ten minutes, thirty days move by 1/400 of a bucket. */
const freshMs = 600_000;
const maxKept = 20_000;
/** Number of series read at once, of the ten connections for requests. */
const atOnce = 4;

const kept = new Map<string, { trend: Trend | null; readMs: number }>();

interface SeriesRow {
  id: number;
  metricName: string;
  firstTs: Date | null;
  lastTs: Date | null;
  createdAt: Date;
  incidents: { beforeMean: number | null; beforeSd: number | null }[];
}

/** Combines the buckets of any finer division into the means of a grid. */
function onGrid(items: PointBucket[], fromMs: number, stepMs: number): (number | null)[] {
  const sums = new Float64Array(trendBuckets);
  const counts = new Float64Array(trendBuckets);
  for (const { ts, mean, count } of items) {
    const at = Math.min(trendBuckets - 1, Math.max(0, Math.floor((Date.parse(ts) - fromMs) / stepMs)));
    counts[at] = (counts[at] as number) + count;
    sums[at] = (sums[at] as number) + ((mean - (sums[at] as number)) * count) / (counts[at] as number);
  }
  return Array.from(sums, (mean, at) => ((counts[at] as number) > 0 ? mean : null));
}

function bandOf(items: PointBucket[], incident: SeriesRow['incidents'][number] | undefined): Trend['band'] {
  if (incident && incident.beforeMean !== null && incident.beforeSd !== null) {
    const { beforeMean, beforeSd } = incident;
    return { lower: beforeMean - 3 * beforeSd, upper: beforeMean + 3 * beforeSd };
  }
  const at = (values: number[], share: number) =>
    values.sort((a, b) => a - b)[Math.round(share * (values.length - 1))];
  const lower = at(
    items.map(({ min }) => min),
    0.1,
  );
  const upper = at(
    items.map(({ max }) => max),
    0.9,
  );
  return lower === undefined || upper === undefined ? null : { lower, upper };
}

async function readTrend(db: Database, row: SeriesRow): Promise<Trend | null> {
  if (row.firstTs === null || row.lastTs === null) return null;
  const toMs = row.lastTs.getTime();
  const fromMs = Math.max(row.firstTs.getTime(), toMs - trendDays * 86_400_000);
  // The end of the last bucket is after the newest point.
  const stepMs = Math.max(1, Math.ceil((toMs - fromMs + 1) / trendBuckets));
  const query = { from: fromMs, to: toMs, buckets: trendBuckets };
  const { items } = await getPoints({ actor: system, db, input: { seriesId: String(row.id), query } });
  if (items.length === 0) return null;
  return {
    series_id: row.id,
    metric: row.metricName,
    from: new Date(fromMs).toISOString(),
    step_ms: stepMs,
    values: onGrid(items, fromMs, stepMs),
    band: bandOf(items, row.incidents[0]),
  };
}

/** Returns the course of series in the last 30 days, at most ten minutes old. */
export async function listTrends(call: ServiceCall<z.infer<typeof trendQuerySchema>>): Promise<TrendList> {
  const { actor, db, now, input } = withDefaults(call);
  const ids = [...new Set<number>(input.ids)];
  const rows: SeriesRow[] = await db.series.findMany({
    where: { id: { in: ids }, ...(await ofVisibleModels(db, actor)) },
    select: {
      id: true,
      metricName: true,
      firstTs: true,
      lastTs: true,
      createdAt: true,
      incidents: {
        where: { state: { not: 'resolved' }, detector: { deletedAt: null } },
        orderBy: { id: 'asc' },
        take: 1,
        select: { beforeMean: true, beforeSd: true },
      },
    },
  });
  // After a restore, an id alone may belong to another series.
  const keyOf = (row: SeriesRow) => `${row.id} ${row.createdAt.getTime()} ${row.incidents.length}`;
  const isKept = (row: SeriesRow) => now.getTime() - (kept.get(keyOf(row))?.readMs ?? -Infinity) < freshMs;
  const stale = rows.filter((row) => !isKept(row));
  if (kept.size + stale.length > maxKept) kept.clear();
  for (let at = 0; at < stale.length; at += atOnce) {
    await Promise.all(
      stale.slice(at, at + atOnce).map(async (row) => {
        kept.set(keyOf(row), { trend: await readTrend(db, row), readMs: now.getTime() });
      }),
    );
  }
  const byId = new Map(rows.map((row) => [row.id, kept.get(keyOf(row))?.trend ?? null]));
  return { items: ids.flatMap((id) => byId.get(id) ?? []), next_cursor: null };
}
