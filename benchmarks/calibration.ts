import { calibrate, createBehaviour, DetectorStrategy, type SimulationStart } from '../lib/monitoring';
import { type CalmKind, calmKinds, calmSeries, calmSpacingMs, calmTimes } from './calm-series';
import { type Cell, report } from './report';

const freshMethods = [
  'cusum',
  'page_hinkley',
  'ewma',
  'z_score',
  'ks',
  'psi',
  'welch',
  'adwin',
  'mean_delta',
];
const continuedMethods = ['cusum', 'page_hinkley', 'ewma', 'z_score', 'ks'];
const referencePoints = 1500;
const references = 5;
/** Number of series shown to the calibrated method after each reference. */
const lives = 20;

interface Question {
  method: string;
  kind: CalmKind;
  wanted: number;
  start: SimulationStart;
}

/**
 * Returns the points between alarms, relative to the requested number, on series that were not used for the
 * calibration.
 */
function achievedShare({ method, kind, wanted, start }: Question, number: number): number {
  const given =
    kind === 'daily' && method !== 'mean_delta' ? { season: 'hour_of_day', reference_size: 120 } : {};
  const reference = {
    tsMs: calmTimes(referencePoints),
    values: calmSeries(kind, referencePoints, `reference ${number}`),
  };
  const settings = { falseAlarmEvery: wanted, mostPoints: 200_000, start };
  const { params } = calibrate(method, given, reference, settings);
  const behaviour = createBehaviour(method, params);
  const learned = new DetectorStrategy(behaviour);
  if (start === 'continued')
    for (const [index, value] of reference.values.entries()) learned.judge(value, index * calmSpacingMs);
  const snapshot = start === 'continued' ? learned.snapshot() : undefined;
  // The season continues where the reference ends.
  const skipped = start === 'continued' ? referencePoints : 0;
  let alarms = 0;
  let points = 0;
  for (let life = 0; life < lives; life += 1) {
    const strategy = new DetectorStrategy(behaviour, snapshot);
    let wasDrift = strategy.level === 'drift';
    const values = calmSeries(kind, skipped + 5 * wanted, `series ${number} ${life}`);
    for (let index = skipped; index < values.length; index += 1) {
      const { level } = strategy.judge(values[index] as number, index * calmSpacingMs);
      if (level !== 'insufficient_data') points += 1;
      if (level === 'drift' && !wasDrift) alarms += 1;
      wasDrift = level === 'drift';
    }
  }
  return points / alarms / wanted;
}

/** "0.97 (0.85–1.07)": geometric mean over the references, minimum and maximum. */
function achieved(question: Question): string {
  const shares = Array.from({ length: references }, (_, number) => achievedShare(question, number));
  const middle = Math.exp(shares.reduce((sum, share) => sum + Math.log(share) / references, 0));
  return `${middle.toFixed(2)} (${Math.min(...shares).toFixed(2)}–${Math.max(...shares).toFixed(2)})`;
}

function rowsOf(methods: readonly string[], start: SimulationStart): Cell[][] {
  return methods.map((method) => {
    // The bound of adwin is so conservative that it alarms less often than this at any threshold.
    const wanted = method === 'adwin' ? 2500 : 1000;
    return [method, String(wanted), ...calmKinds.map((kind) => achieved({ method, kind, wanted, start }))];
  });
}

const kindsSentence =
  `${referencePoints} points: independent normal values, an autocorrelation of 0.5, Student’s t with 3 degrees of freedom, and ` +
  'a daily season (with `season: hour_of_day`)';
const command = 'npm run bench:calibration';
const header = ['method', 'requested, points', ...calmKinds];

/** Measures how often calibrated methods alarm on data that were not used for the calibration. */
export function benchCalibration(): void {
  report({
    id: 'calibration',
    title: 'False alarms after calibration',
    command,
    about:
      `Mean points between false alarms on ${lives} fresh series, each judged from its first point, relative to the requested number ` +
      `(1.00: exactly; 2.00: half as many alarms): geometric mean over ${references} references, minimum and maximum. ` +
      `References of ${kindsSentence}.`,
    header,
    rows: rowsOf(freshMethods, 'fresh'),
  });
  report({
    id: 'calibration-continued',
    title: 'False alarms after calibration, continued from the reference',
    command,
    about:
      `The same with \`start: 'continued'\`, as in \`npm run detect -- --false-alarm-every\`: the method has learned from the ` +
      `reference it is calibrated on and continues from there on ${lives} series. Whatever it has learned from one reference ` +
      `stays, so references differ more. ${references} references of ${kindsSentence}. If one is far off, as the first of t3, ` +
      'that reference has more extreme values than others: it is all that the calibration knows about the tail.',
    header,
    rows: rowsOf(continuedMethods, 'continued'),
  });
}
