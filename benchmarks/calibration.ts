import { calibrate, createBehaviour, DetectorStrategy } from '../lib/monitoring';
import { type CalmKind, calmKinds, calmSeries, calmSpacingMs, calmTimes } from './calm-series';
import { type Cell, report } from './report';

const checked = ['cusum', 'page_hinkley', 'ewma', 'z_score', 'ks', 'psi', 'welch', 'adwin', 'mean_delta'];
const referencePoints = 1500;
const freshLives = 40;

/** Points between alarms on fresh series, each judged from its first point on, in parts of what was asked for. */
function achievedShare(method: string, kind: CalmKind, wanted: number): number {
  const given =
    kind === 'daily' && method !== 'mean_delta' ? { season: 'hour_of_day', reference_size: 120 } : {};
  const reference = {
    tsMs: calmTimes(referencePoints),
    values: calmSeries(kind, referencePoints, 'reference'),
  };
  const { params } = calibrate(method, given, reference, { falseAlarmEvery: wanted, mostPoints: 200_000 });
  const behaviour = createBehaviour(method, params);
  let alarms = 0;
  let points = 0;
  for (let life = 0; life < freshLives; life += 1) {
    const strategy = new DetectorStrategy(behaviour);
    let wasDrift = false;
    for (const [index, value] of calmSeries(kind, 5 * wanted, `fresh ${life}`).entries()) {
      const { level } = strategy.update(value, index * calmSpacingMs);
      if (level !== 'insufficient_data') points += 1;
      if (level === 'drift' && !wasDrift) alarms += 1;
      wasDrift = level === 'drift';
    }
  }
  return points / alarms / wanted;
}

/** How often calibrated methods alarm on data that were not there when they were calibrated. */
export function benchCalibration(): void {
  const rows: Cell[][] = checked.map((method) => {
    // Adwin's bound is so cautious that it alarms more rarely than this at any threshold.
    const wanted = method === 'adwin' ? 2500 : 1000;
    return [method, String(wanted), ...calmKinds.map((kind) => achievedShare(method, kind, wanted))];
  });
  report({
    id: 'calibration',
    title: 'False alarms after calibration',
    command: 'npm run bench:calibration',
    about:
      `Mean points between false alarms on ${freshLives} fresh series, in parts of what was asked for (1.00: exactly; 2.00: half as ` +
      `many alarms). Each method calibrated on one reference of ${referencePoints} points: independent normal values, an ` +
      'autocorrelation of 0.5, Student’s t with 3 degrees of freedom, and a daily season (with `season: hour_of_day`).',
    header: ['method', 'asked for, points', ...calmKinds],
    rows,
  });
}
