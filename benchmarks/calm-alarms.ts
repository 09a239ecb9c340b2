import { createBehaviour, DetectorStrategy } from '../lib/monitoring';
import { type CalmKind, calmSeries, calmSpacingMs } from './calm-series';

const streams = 150;
const streamPoints = 1000;

/**
 * Returns the percentage of seeded calm streams of 1,000 points with an alarm, at the defaults of the method
 * and watching both directions.
 */
export function calmAlarmPercent(method: string, kind: CalmKind): number {
  const behaviour = createBehaviour(method);
  let alarmed = 0;
  for (let stream = 0; stream < streams; stream += 1) {
    const strategy = new DetectorStrategy(behaviour);
    for (const [index, value] of calmSeries(kind, streamPoints, `stream ${stream}`).entries()) {
      if (strategy.judge(value, index * calmSpacingMs).level !== 'drift') continue;
      alarmed += 1;
      break;
    }
  }
  return Math.round((1000 * alarmed) / streams) / 10;
}
