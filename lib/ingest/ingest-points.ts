import { type Database, database, type Transaction } from '../db/client';
import { lockDetectorsForReading } from '../db/locks';
import { ensureSeries, type SeriesRow } from '../db/sql/ensure-series';
import { insertPoints, type SeriesChange, storedPoints, updateSeries } from '../db/sql/points';
import { inTransaction } from '../db/transaction';
import { canonicalLabels, seriesKey } from '../monitoring/index';
import { assignArrivalTimes } from '../policy/assign-arrival-times';
import { classifyPoints, type IncomingPoint } from '../policy/classify-points';
import { defaultsOfMetric } from '../policy/known-metrics';
import type { IngestResult, PointInput } from '../schemas/metrics';
import { groupBy } from '../services/group-by';
import { evaluatePoints } from './evaluate-points';
import { parsePoints } from './parse-points';
import type { SeriesBatch } from './series-batch';

/** How many conflicts an answer lists one by one. */
const maxListedConflicts = 100;

interface RequestGroup {
  key: { modelId: string; metric: string; labelsKey: string };
  points: { index: number; input: PointInput }[];
}

function groupBySeries(points: PointInput[]): Map<string, RequestGroup> {
  const indexed = points.map((input, index) => ({ index, input }));
  const groups = groupBy(indexed, ({ input }) =>
    seriesKey({ modelId: input.model_id, metric: input.metric, labels: input.labels }),
  );
  return new Map(
    [...groups].flatMap(([text, group]) => {
      const input = group[0]?.input;
      if (!input) return [];
      const key = { modelId: input.model_id, metric: input.metric, labelsKey: canonicalLabels(input.labels) };
      return [[text, { key, points: group }] as const];
    }),
  );
}

/** Gives every point a time: its own, or that of its arrival. */
function withTimes(series: SeriesRow, group: RequestGroup, now: Date): IncomingPoint[] {
  const named = new Set(group.points.flatMap(({ input }) => input.ts ?? []));
  const missing = group.points.filter(({ input }) => input.ts === undefined).length;
  const arrivals = assignArrivalTimes(
    missing,
    now.getTime(),
    series.lastTs?.getTime() ?? null,
    named,
  ).values();
  return group.points.map(({ index, input }) => ({
    index,
    value: input.value,
    tsMs: input.ts ?? arrivals.next().value ?? now.getTime(),
  }));
}

async function classifyBatch(
  tx: Transaction,
  groups: Map<string, RequestGroup>,
  now: Date,
): Promise<SeriesBatch[]> {
  const keys = [...groups.values()].map((group) => group.key);
  const rows = await ensureSeries(tx, keys, defaultsOfMetric);
  const timed = rows.flatMap((series) => {
    const labels = JSON.parse(series.labelsKey);
    const group = groups.get(seriesKey({ modelId: series.modelId, metric: series.metric, labels }));
    return group ? [{ series, points: withTimes(series, group, now) }] : [];
  });
  const stored = await storedPoints(
    tx,
    timed.flatMap(({ series, points }) => points.map(() => series.id)),
    timed.flatMap(({ points }) => points.map((point) => point.tsMs)),
  );
  const storedOf = groupBy(stored, (point) => point.seriesId);
  return timed.map(({ series, points }) => {
    const values = new Map((storedOf.get(series.id) ?? []).map((point) => [point.tsMs, point.value]));
    return { series, points: classifyPoints(points, values, series.lastTs?.getTime() ?? null) };
  });
}

function toSeriesChange({ series, points }: SeriesBatch): SeriesChange {
  const { accepted, duplicates, conflicts } = points;
  const newest = accepted.at(-1);
  return {
    id: series.id,
    accepted: accepted.length,
    late: accepted.filter((point) => point.late).length,
    duplicates: duplicates.length,
    conflicts: conflicts.length,
    firstMs: accepted[0]?.tsMs ?? null,
    last: newest && !newest.late ? { tsMs: newest.tsMs, value: newest.value } : null,
  };
}

async function storeBatches(tx: Transaction, batches: SeriesBatch[], now: Date) {
  const rows = batches.flatMap(({ series, points }) => points.accepted.map((point) => ({ series, point })));
  const columns = {
    seriesIds: rows.map(({ series }) => series.id),
    tsMs: rows.map(({ point }) => point.tsMs),
    values: rows.map(({ point }) => point.value),
    late: rows.map(({ point }) => point.late),
  };
  await insertPoints(tx, columns, now);
  await updateSeries(tx, batches.map(toSeriesChange));
}

/**
 * Stores points and evaluates them, with detector states, readings, incidents and jobs, in ONE transaction: when this
 * returns, all of it is durable; when it throws, nothing was written. The same request again counts as duplicates.
 */
export async function ingestPoints(call: {
  body: unknown;
  db?: Database;
  now?: Date;
}): Promise<IngestResult> {
  const { body, db = database(), now = new Date() } = call;
  const groups = groupBySeries(parsePoints(body, now));
  return inTransaction(db, async (tx) => {
    await lockDetectorsForReading(tx);
    const batches = await classifyBatch(tx, groups, now);
    // Before the points are stored: a new run is primed on the history, and then sees the points as live ones.
    const detected = await evaluatePoints(tx, batches, now);
    await storeBatches(tx, batches, now);
    const conflicts = batches.flatMap(({ points }) => points.conflicts).sort((a, b) => a.index - b.index);
    const changes = batches.map(toSeriesChange);
    const sum = (pick: (change: SeriesChange) => number) =>
      changes.reduce((total, change) => total + pick(change), 0);
    return {
      accepted: sum((change) => change.accepted),
      duplicate: sum((change) => change.duplicates),
      conflict: conflicts.length,
      late: sum((change) => change.late),
      conflicts: conflicts.slice(0, maxListedConflicts).map(({ index, kept }) => ({ index, kept })),
      detected,
    };
  });
}
