import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { createBehaviour, type DetectorBehaviour, type RunRules } from '../../monitoring/index';

type Traits = Pick<SeriesRow, 'direction' | 'timeZone'>;
type Configuration = Pick<
  WatchingDetector,
  'method' | 'params' | 'minChange' | 'minChangeUnit' | 'adopt' | 'adoptAfterDays'
>;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The rules of a detector for its runs. A completed retrain is reported to runs directly, so they need no
 * rule for it.
 */
export function rulesOf({
  minChange,
  minChangeUnit,
  adopt,
  adoptAfterDays,
}: Omit<Configuration, 'method' | 'params'>): RunRules {
  return {
    minChange:
      minChange === null || minChangeUnit === null ? null : { value: minChange, unit: minChangeUnit },
    adoptAfterMs: adopt === 'after_days' && adoptAfterDays !== null ? adoptAfterDays * dayMs : null,
  };
}

/** By loaded detector, then by direction and time zone; checking params costs more than creating a run. */
const known = new WeakMap<Configuration, Map<string, DetectorBehaviour>>();

/** Returns the behaviour of a detector, which all series share whose metrics have the same traits. */
export function behaviourOf(detector: Configuration, { direction, timeZone }: Traits): DetectorBehaviour {
  let byTraits = known.get(detector);
  if (!byTraits) {
    byTraits = new Map();
    known.set(detector, byTraits);
  }
  const traits = `${direction} ${timeZone ?? ''}`;
  let behaviour = byTraits.get(traits);
  if (!behaviour) {
    behaviour = createBehaviour(detector.method, detector.params, direction, timeZone, rulesOf(detector));
    byTraits.set(traits, behaviour);
  }
  return behaviour;
}
