import { inspect, isDeepStrictEqual } from 'node:util';
import { connectDatabase, type Database } from '@/lib/db/client';
import { allRollups, whatIsStored } from '../helpers/ingest';
import type { Streams } from './streams';

/** Sums are accumulated in the order of commits, which a kill changes. */
const sumTolerance = 1e-9;

async function rollupSums(db: Database) {
  const series = await db.series.findMany();
  const names = new Map(series.map((one) => [one.id, `${one.modelId} ${one.metricName}`]));
  const rows = await allRollups(db);
  return new Map(
    rows.map(({ seriesId, stepSeconds, bucket, sum }) => [
      `${names.get(seriesId)} ${stepSeconds} ${bucket.toISOString()}`,
      sum,
    ]),
  );
}

/** Reads everything in a database that must not depend on failures. */
export async function readStored(url: string) {
  const db = connectDatabase(url);
  try {
    const { series, ...stored } = await whatIsStored(db);
    const audit = await db.auditRow.groupBy({
      by: ['action', 'fromStatus', 'toStatus'],
      where: { entityType: 'incident' },
      _count: true,
      orderBy: [{ action: 'asc' }, { fromStatus: 'asc' }, { toStatus: 'asc' }],
    });
    return {
      ...stored,
      // A point that is sent again is a duplicate or a conflict again, so these counts depend on failures.
      series: series.map(({ duplicateCount: _, conflictCount: __, ...one }) => one),
      audit,
      sums: await rollupSums(db),
    };
  } finally {
    await db.$disconnect();
  }
}

export type Stored = Awaited<ReturnType<typeof readStored>>;

function isNear(a: number, b: number | undefined): boolean {
  return b !== undefined && Math.abs(a - b) <= sumTolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** Returns one sentence for each kind of difference; none if everything is equal. */
export function differences(stored: Stored, undisturbed: Stored): string[] {
  const found: string[] = [];
  for (const kind of Object.keys(undisturbed) as (keyof Stored)[]) {
    if (kind === 'sums') continue;
    const [mine, theirs] = [stored[kind], undisturbed[kind]] as [unknown[], unknown[]];
    if (isDeepStrictEqual(mine, theirs)) continue;
    const at = theirs.findIndex((one, index) => !isDeepStrictEqual(one, mine[index]));
    const show = (one: unknown) =>
      inspect(one, { depth: 5, breakLength: Number.POSITIVE_INFINITY }).slice(0, 500);
    found.push(
      `${kind}: ${mine.length} rows instead of ${theirs.length}; first difference: ${show(mine[at])} instead of ${show(theirs[at])}`,
    );
  }
  const off = [...undisturbed.sums].filter(([name, sum]) => !isNear(sum, stored.sums.get(name)));
  if (off.length > 0) found.push(`sums: ${off.length} differ, first at ${off[0]}`);
  return found;
}

/** Compares the points with the expected ones: each point of the streams once, and nothing else. */
export function wrongPoints({ points }: Stored, { values }: Streams): string[] {
  const found: string[] = [];
  const missing = new Map([...values].map(([name, series]) => [name, new Map(series)]));
  for (const { series = '', ts, value } of points) {
    const name = series.replace(/ \{\}$/, '');
    const wanted = missing.get(name);
    if (wanted?.get(ts.getTime()) === value) wanted.delete(ts.getTime());
    else found.push(`${name} has ${value} at ${ts.toISOString()}, which is not the value sent last`);
  }
  for (const [name, left] of missing) {
    if (left.size > 0) found.push(`${name} lacks ${left.size} points that were acknowledged`);
  }
  return found;
}
