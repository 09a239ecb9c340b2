import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { createBehaviour, type DetectorBehaviour } from '../../monitoring/index';

type Configuration = Pick<WatchingDetector, 'method' | 'params'>;
type Traits = Pick<SeriesRow, 'direction' | 'timeZone'>;

/** By detector as it was loaded, then by direction and time zone; checking params costs more than a new run does. */
const known = new WeakMap<Configuration, Map<string, DetectorBehaviour>>();

/** The behaviour of a detector, one for all series whose metrics have the same traits. */
export function behaviourOf(detector: Configuration, { direction, timeZone }: Traits): DetectorBehaviour {
  let byTraits = known.get(detector);
  if (!byTraits) {
    byTraits = new Map();
    known.set(detector, byTraits);
  }
  const traits = `${direction} ${timeZone ?? ''}`;
  let behaviour = byTraits.get(traits);
  if (!behaviour) {
    behaviour = createBehaviour(detector.method, detector.params, direction, timeZone);
    byTraits.set(traits, behaviour);
  }
  return behaviour;
}
