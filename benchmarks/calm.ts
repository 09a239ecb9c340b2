import { createBehaviour, DetectorStrategy } from '../lib/monitoring';
import { poissonInterval } from '../lib/stats/poisson-interval';
import type { BenchOptions } from './bench-options';
import { type CalmKind, calmMetrics, calmValues } from './calm-kinds';
import type { Cell } from './report';

/** The methods that promise a rate of false alarms without calibration. */
const promising = ['auto', 'anomaly'];
const seriesPoints = 5000;

interface Count {
  points: number;
  alarms: number;
}

/** Counts the alarms of a method at its defaults on fresh series of a kind, and the points that it judged. */
function countAlarms(method: string, kind: CalmKind, seed: string, seriesCount: number): Count {
  const behaviour = createBehaviour(method);
  const count = { points: 0, alarms: 0 };
  for (let number = 0; number < seriesCount; number += 1) {
    const strategy = new DetectorStrategy(behaviour);
    const { tsMs, values } = calmValues(kind, seriesPoints, `${seed}/${number}`);
    let wasDrift = false;
    for (const [index, value] of values.entries()) {
      const { level } = strategy.update(value, tsMs[index] as number);
      if (level !== 'insufficient_data') count.points += 1;
      if (level === 'drift' && !wasDrift) count.alarms += 1;
      wasDrift = level === 'drift';
    }
  }
  return count;
}

/** Returns the points between false alarms that a method promises; without a param for it, one per 5,000. */
function promisedPoints(method: string): number {
  return Number(createBehaviour(method).params.false_alarm_every ?? 5000);
}

/** `1.12 (0.81–1.51)`: alarms relative to the promise, with the 95 % interval of a Poisson count. */
function ofPromise({ points, alarms }: Count, promised: number): string {
  const expected = points / promised;
  const { lower, upper } = poissonInterval(alarms);
  const share = (count: number) => (count / expected).toFixed(2);
  return `${share(alarms)} (${share(lower)}–${share(upper)})`;
}

/** Measures false alarms on series that never change, relative to what the methods promise. Needs no data. */
export function benchCalm({ seed = 'public-1', method, count = 60, publish }: BenchOptions): void {
  const shown = method === undefined ? promising : [method];
  const rows = calmMetrics.map((kind): Cell[] => {
    const counts = shown.map((id) => countAlarms(id, kind, seed, count));
    return [
      kind.name,
      ...counts.flatMap((one, index) => [
        one.points.toLocaleString('en-GB'),
        ofPromise(one, promisedPoints(shown[index] as string)),
      ]),
    ];
  });
  publish({
    id: 'calm',
    title: 'False alarms on series that never change',
    command: `npm run bench:quality -- --only calm --seed ${seed}`,
    about:
      `${count} series of ${seriesPoints.toLocaleString('en-GB')} points of each kind (benchmarks/calm-kinds.ts), judged from the first point ` +
      `at the defaults: ${shown.map((id) => `\`${id}\` promises one false alarm per ${promisedPoints(id).toLocaleString('en-GB')} points`).join(', ')}. ` +
      'Alarms relative to that (1.00: as promised; above: more), with the interval that chance allows (95 %, Poisson). A ' +
      'random walk has no level to keep.',
    header: ['kind', ...shown.flatMap((id) => [`${id}, points`, `${id}, relative`])],
    rows,
  });
}
