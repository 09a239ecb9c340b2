/* The section about thresholds of docs/detectors.md; a test runs its example and compares the output. */

const example = `import { backtest, referenceQuality, calibrate, power } from '@/lib/monitoring';

// An hourly accuracy: a step up after 200 hours, and a drop of 0.03 after 700.
let state = 1;
const noise = () => {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647 - 0.5;
};
const points = { tsMs: [] as number[], values: [] as number[] };
for (let hour = 0; hour < 800; hour += 1) {
  const level = hour < 200 ? 0.87 : hour < 700 ? 0.9 : 0.87;
  points.tsMs.push(Date.UTC(2030, 0, 1, hour));
  points.values.push(level + 0.02 * (noise() + noise() + noise()));
}
const part = (from: number, to: number) => ({
  tsMs: points.tsMs.slice(from, to),
  values: points.values.slice(from, to),
});

const { findings, window } = referenceQuality(part(0, 600));
for (const { sentence } of findings) console.log(sentence);
const from = points.tsMs.indexOf(window?.fromMs ?? points.tsMs[0] ?? 0);
const reference = part(from, from + (window?.sampleCount ?? 600));

const { params, sentence } = calibrate('cusum', {}, reference, { falseAlarmEvery: 5000 });
console.log(sentence);
for (const shift of power('cusum', params, reference, [{ unit: -0.03 }, { unit: -0.001 }]).shifts)
  console.log(shift.sentence);

const { incidents } = backtest('cusum', params, { jobOpenForMs: 86_400_000 }, part(from, 800));
for (const { openedMs } of incidents) console.log(\`drift at \${new Date(openedMs).toISOString()}\`);
`;

/** What the example prints, line by line. */
const prints = [
  'The level changes for good at 2030-01-09T07:00:00.000Z (point 199): 0.87 on average before, 0.9 after.',
  'With threshold 11.12 there is a false alarm about every 4,640 points, or 28 weeks (95 % interval 2,340 to 10,900 points, from 980,000 simulated points).',
  'Needs about 5 hours to see a drop of 0.03 (5 points; one in ten takes more than 7).',
  'Can never see a drop of 0.001: it is smaller than the slack, so that no evidence gathers.',
  'drift at 2030-01-30T09:00:00.000Z',
];

export const thresholdSection: string[] = [
  '## How a threshold is chosen',
  '',
  'By the false alarms that you can accept, not by a number of standard deviations: decide how many points (or how much time)',
  'of calm data may pass for one false alarm. `auto` takes that number as its param `false_alarm_every`; for the other methods',
  'calibration finds the param marked "Calibration solves for this one" for your data, from a calm reference.',
  '',
  '1. `referenceQuality` says whether the reference is calm. It finds a reference that is too short for its memory, constant or',
  '   nearly so, or has a trend, a season, a change, outliers or gaps. If a part of it is better, it proposes that part.',
  '2. `calibrate` solves the threshold on simulated series like the reference, and says what it achieves on others.',
  '3. `power` says how soon a shift would be seen at that threshold, or that it never would be.',
  '4. `backtest` shows when it would have alarmed in the past, with the incidents and the jobs it would have asked for.',
  '',
  '```ts',
  ...example.trimEnd().split('\n'),
  '```',
  '',
  'It prints:',
  '',
  '```text',
  ...prints,
  '```',
  '',
  'The same from the command line, for every group of a CSV file: the first 15 % of its rows (200 to 5,000, and twice what the',
  'method learns from) are the reference, and each group has a threshold of its own.',
  '',
  '```sh',
  'npm run -s detect -- --method cusum --csv accuracy.csv --group model --false-alarm-every 5000',
  '```',
  '',
];
