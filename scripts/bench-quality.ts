import { parseArgs } from 'node:util';
import type { BenchOptions } from '../benchmarks/bench-options';
import { benchCalm } from '../benchmarks/calm';
import { benchDrawn } from '../benchmarks/drawn';
import { benchFreshSeeds } from '../benchmarks/fresh-seeds';
import { benchNab } from '../benchmarks/nab';
import { benchReal } from '../benchmarks/real';
import { print, report } from '../benchmarks/report';
import { benchStreams } from '../benchmarks/streams';
import { benchTcpd } from '../benchmarks/tcpd';

/** Benchmarks by name. */
const benchmarks: Record<string, (options: BenchOptions) => void> = {
  streams: benchStreams,
  drawn: benchDrawn,
  fresh: benchFreshSeeds,
  calm: benchCalm,
  nab: benchNab,
  tcpd: benchTcpd,
  real: benchReal,
};
/** Benchmarks that need the folder with their files. */
const withData = ['nab', 'tcpd', 'real'];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    method: { type: 'string' },
    count: { type: 'string' },
  },
});
const names = values.only === undefined ? Object.keys(benchmarks) : values.only.split(',');
const count = values.count === undefined ? undefined : Number(values.count);
if (count !== undefined && !(Number.isInteger(count) && count > 0))
  throw new Error(`--count must be a whole number above 0, got ${values.count}`);
// The document does not show parts of a table or other seeds.
const isWhole = values.method === undefined && values.seed === undefined && count === undefined;
for (const name of names) {
  const run = benchmarks[name];
  if (!run)
    throw new Error(
      `there is no benchmark ${name}; the benchmarks are ${Object.keys(benchmarks).join(', ')}`,
    );
  if (withData.includes(name) && !values.data)
    throw new Error(`${name} needs --data DIR, the folder with its files`);
  const { seed, method } = values;
  run({ data: values.data ?? '', seed, method, count, publish: isWhole ? report : print });
}
