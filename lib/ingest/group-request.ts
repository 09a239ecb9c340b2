import type { SeriesKey } from '../db/sql/ensure-series';
import { canonicalLabels, type Labels, seriesKey } from '../monitoring/index';
import type { PointInput } from '../schemas/metrics';

/** The points of one request that belong to one series. */
export interface PointGroup {
  /** One text per series, see `seriesKey`. */
  seriesKey: string;
  key: SeriesKey;
  labels: Labels;
  points: PointInput[];
  /** Position of each point in the request. */
  indexes: number[];
}

const noLabels: Labels = {};

/**
 * The points of a request by series, each in the order of the request. `positions` says where in the body
 * each point was when some were left out.
 */
export function groupRequest(
  points: readonly PointInput[],
  positions: readonly number[] | null = null,
): PointGroup[] {
  const groups = new Map<string, PointGroup>();
  for (let index = 0; index < points.length; index += 1) {
    const point = points[index] as PointInput;
    const { model_id: modelId, metric, labels = noLabels } = point;
    const text = seriesKey({ modelId, metric, labels });
    let group = groups.get(text);
    if (group === undefined) {
      const key = { modelId, metric, labelsKey: canonicalLabels(labels) };
      group = { seriesKey: text, key, labels, points: [], indexes: [] };
      groups.set(text, group);
    }
    group.points.push(point);
    group.indexes.push(positions === null ? index : (positions[index] as number));
  }
  return [...groups.values()];
}
