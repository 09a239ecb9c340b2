import type { Database } from '../../db/client';
import { type PointColumns, pointColumns } from '../../db/sql/preview-series';
import { DriftwatchError } from '../../errors';
import { commonHistogram, differenceOf, type SampleSummary, summarise } from '../../monitoring/index';
import { labelsSchema } from '../../schemas/common';
import type { CompareQuery, Comparison } from '../../schemas/compare';
import { type ServiceCall, withDefaults } from '../call';
import { requireVisibleSeries } from './series-id';

/** Maximum number of newest points of a range that are compared: some tens of milliseconds of work. */
const maxPoints = 50_000;
const endOfTimeMs = 8.64e12;

interface Side extends PointColumns {
  summary: SampleSummary | null;
  shown: Comparison['a'];
}

async function loadSide(
  db: Database,
  id: number,
  fromMs: number | undefined,
  toMs: number | undefined,
): Promise<Side> {
  const row = await db.series.findUnique({ where: { id }, include: { metric: true } });
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no series ${id}`);
  const points = await pointColumns(db, id, { fromMs: fromMs ?? 0, toMs: toMs ?? endOfTimeMs }, maxPoints);
  const summary = summarise(points.values);
  const timeAt = (at: number) => {
    const ms = points.tsMs.at(at);
    return ms === undefined ? null : new Date(ms).toISOString();
  };
  return {
    ...points,
    summary,
    shown: {
      series_id: id,
      model_id: row.modelId,
      metric: row.metricName,
      labels: labelsSchema.parse(row.labels),
      unit: row.metric.unit,
      from: timeAt(0),
      to: timeAt(-1),
      count: points.values.length,
      mean: summary?.mean ?? null,
      sd: summary?.sd ?? null,
      min: summary?.min ?? null,
      max: summary?.max ?? null,
      p10: summary?.p10 ?? null,
      p50: summary?.p50 ?? null,
      p90: summary?.p90 ?? null,
      sampled: points.values.length === maxPoints,
    },
  };
}

/** Compares two time ranges, of one series or of two. Late points are left out. */
export async function compareSeries(call: ServiceCall<CompareQuery>): Promise<Comparison> {
  const { actor, db, input } = withDefaults(call);
  for (const id of [input.a, input.b ?? input.a]) await requireVisibleSeries(db, actor, String(id));
  const a = await loadSide(db, input.a, input.a_from, input.a_to);
  const b = await loadSide(db, input.b ?? input.a, input.b_from, input.b_to);
  const difference = a.summary && b.summary && differenceOf(a.summary, b.summary);
  const histogram = a.summary && b.summary && commonHistogram([a.values, b.values], input.bins);
  return {
    a: a.shown,
    b: b.shown,
    difference: difference && {
      ...difference,
      confidence: 0.95,
      effective_count_a: a.summary?.effectiveCount ?? 0,
      effective_count_b: b.summary?.effectiveCount ?? 0,
    },
    histogram: histogram && {
      edges: histogram.edges,
      a: histogram.counts[0] ?? [],
      b: histogram.counts[1] ?? [],
    },
  };
}
