import { defaultsOfMetric } from '../policy/known-metrics';
import { behaviourOf } from '../services/detectors/behaviour-of';
import type { PointGroup } from './group-request';
import type { KnownDetectors, PipelineMemory } from './pipeline-memory';

/** Series of one request whose detectors are looked up; the others count as these do in the mean. */
const maxLookedUp = 20;

/** What the detectors of a series state for each of its points. */
function statedCost({ key: { modelId, metric } }: PointGroup, { index }: KnownDetectors): number {
  const traits = { direction: defaultsOfMetric(metric).direction, timeZone: null };
  const detectors = index.matching(modelId, metric);
  return detectors.reduce((sum, detector) => sum + behaviourOf(detector, traits).updateCost, 0);
}

function costOfOthers(groups: PointGroup[], detectors: KnownDetectors): number {
  let points = 0;
  let operations = 0;
  for (const group of groups.slice(0, maxLookedUp)) {
    points += group.points.length;
    operations += group.points.length * statedCost(group, detectors);
  }
  const all = groups.reduce((sum, group) => sum + group.points.length, 0);
  return points === 0 ? 0 : operations * (all / points);
}

/**
 * Returns the elementary operations that detectors need for the points of a request: what its series in
 * memory cost, and what the detectors of the others state. 0 as long as the detectors are not loaded.
 */
export function costOf(
  groups: readonly PointGroup[],
  { live, directory, detectors }: Pick<PipelineMemory, 'live' | 'directory' | 'detectors'>,
): number {
  let operations = 0;
  const others: PointGroup[] = [];
  for (const group of groups) {
    const id = directory.get(group.seriesKey);
    const own = id === undefined ? undefined : live.peek(id);
    if (own === undefined) others.push(group);
    else operations += own.pointCost * group.points.length;
  }
  return detectors === null ? operations : operations + costOfOthers(others, detectors);
}
