import { latestEvaluated } from '../../db/sql/latest-points';
import type { SqlRunner } from '../../db/sql-runner';
import type { Evidence } from '../../schemas/evidence';
import { toWindows } from '../../services/detectors/to-windows';
import type { EpisodeEvent } from '../live-series';
import type { RunInFlush } from './run-in-flush';

/** How many of the last values an incident keeps as evidence. */
const evidenceValues = 200;

type ValueRow = Evidence['values'][number];

/** The stored and new values of a series that were not late, oldest first, as evidence has them. */
export interface SeriesValues {
  rows: ValueRow[];
  tsMs: number[];
}

export const timeOf = (ms: number) => new Date(ms).toISOString();

/** The values that the evidence of a flush is made of, by series. */
export async function loadValues(sql: SqlRunner, watched: RunInFlush[]): Promise<Map<number, SeriesValues>> {
  const batches = new Map(watched.map(({ batch }) => [batch.series.id, batch]));
  const values = new Map<number, SeriesValues>([...batches.keys()].map((id) => [id, { rows: [], tsMs: [] }]));
  const add = (seriesId: number, tsMs: number, value: number) => {
    const held = values.get(seriesId);
    held?.rows.push({ ts: timeOf(tsMs), value });
    held?.tsMs.push(tsMs);
  };
  for (const { seriesId, ts, value } of await latestEvaluated(sql, [...batches.keys()], evidenceValues)) {
    add(seriesId, ts.getTime(), value);
  }
  for (const [id, { accepted }] of batches) {
    for (const { late, tsMs, value } of accepted) if (!late) add(id, tsMs, value);
  }
  return values;
}

/** The last values up to a time. */
function valuesUntil({ rows, tsMs }: SeriesValues, untilMs: number): ValueRow[] {
  let end = tsMs.length;
  while (end > 0 && (tsMs[end - 1] as number) > untilMs) end -= 1;
  return rows.slice(Math.max(0, end - evidenceValues), end);
}

/** What is frozen when an incident opens. */
export function evidenceOf(
  { batch, run }: RunInFlush,
  episode: EpisodeEvent,
  stateBefore: unknown,
  values: SeriesValues,
): Evidence {
  const { series } = batch;
  const { detector, strategy } = run;
  const { behaviour } = strategy;
  return {
    detector: {
      id: detector.id,
      name: detector.name,
      revision: detector.revision,
      method: behaviour.method.method,
      method_version: behaviour.method.version,
      params: behaviour.params,
      min_change: behaviour.rules.minChange,
      adopt: detector.adopt,
      adopt_after_days: detector.adoptAfterDays,
    },
    series: {
      id: series.id,
      model_id: series.modelId,
      metric: series.metric,
      labels: JSON.parse(series.labelsKey),
      direction: series.direction,
      time_zone: series.timeZone,
    },
    state_before: stateBefore,
    point: { ts: timeOf(episode.event.ts), value: episode.event.value },
    reading: episode.reading,
    windows: toWindows(episode.windows),
    values: valuesUntil(values, episode.event.ts),
  };
}
