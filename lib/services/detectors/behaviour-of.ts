import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { createBehaviour, type DetectorBehaviour } from '../../monitoring/index';

type Configuration = Pick<WatchingDetector, 'method' | 'params'>;

/** By detector as it was loaded, then by direction; checking params costs more than a new run does. */
const known = new WeakMap<Configuration, Map<SeriesRow['direction'], DetectorBehaviour>>();

/** The behaviour of a detector, one for all series of a direction. */
export function behaviourOf(detector: Configuration, direction: SeriesRow['direction']): DetectorBehaviour {
  let byDirection = known.get(detector);
  if (!byDirection) {
    byDirection = new Map();
    known.set(detector, byDirection);
  }
  let behaviour = byDirection.get(direction);
  if (!behaviour) {
    behaviour = createBehaviour(detector.method, detector.params, direction);
    byDirection.set(direction, behaviour);
  }
  return behaviour;
}
