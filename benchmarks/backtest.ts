import { backtest } from '../lib/monitoring';
import { type Cell, report } from './report';
import { rng } from './scorers/streams.mjs';

const pointCount = 1_000_000;
const runs = 3;
/** A control chart, a window method, the recommended method and one for errors. */
const benched = [
  { method: 'cusum', isBinary: false },
  { method: 'ks', isBinary: false },
  { method: 'auto', isBinary: false },
  { method: 'hddm_a', isBinary: true },
];

/** Stable for 700,000 minutes, then permanently changed. */
function series(isBinary: boolean): { tsMs: Float64Array; values: Float64Array } {
  const random = rng(`bench-backtest/${isBinary}`);
  const values = Float64Array.from({ length: pointCount }, (_, index) => {
    const isChanged = index >= 0.7 * pointCount;
    return isBinary ? random.bern(isChanged ? 0.2 : 0.1) : 5 + random.n() - (isChanged ? 1 : 0);
  });
  return { tsMs: values.map((_, index) => index * 60_000), values };
}

function toRow({ method, isBinary }: (typeof benched)[number]): Cell[] {
  const points = series(isBinary);
  const direction = isBinary ? 'lower_is_better' : 'two_sided';
  let incidents = 0;
  const seconds = Array.from({ length: runs }, () => {
    const begin = process.cpuUsage();
    incidents = backtest(method, {}, { direction }, points).incidents.length;
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  }).sort((left, right) => left - right);
  return [method, seconds[runs >> 1] as number, seconds.at(-1) as number, String(incidents)];
}

/** Measures how long a replay of a million points takes. */
export function benchBacktest(): void {
  report({
    id: 'backtest',
    title: 'Backtest of a million points',
    command: 'npm run bench:backtest',
    about:
      'Seconds of processor time of `backtest` over 1,000,000 points at the defaults of the method, keeping the reading of ' +
      'every point. The level drops by one standard deviation (the error rate doubles) after 700,000 points. Median and ' +
      `slowest of ${runs} runs, the first of which is cold.`,
    header: ['method', 'median, s', 'slowest, s', 'incidents'],
    rows: benched.map(toRow),
  });
}
