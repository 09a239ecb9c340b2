import { parseArgs } from 'node:util';
import { benchNab } from '../benchmarks/nab';
import { benchStreams } from '../benchmarks/streams';
import { benchTcpd } from '../benchmarks/tcpd';

/** Each benchmark by its name; those that need data get the folder. */
const benchmarks: Record<string, (options: { data: string; seed?: string; method?: string }) => void> = {
  streams: benchStreams,
  nab: benchNab,
  tcpd: benchTcpd,
};

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    method: { type: 'string' },
  },
});
const names = values.only === undefined ? Object.keys(benchmarks) : values.only.split(',');
for (const name of names) {
  const run = benchmarks[name];
  if (!run) throw new Error(`there is no benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`);
  if (name !== 'streams' && !values.data)
    throw new Error(`${name} needs --data DIR, the folder with its files`);
  run({ data: values.data ?? '', seed: values.seed, method: values.method });
}
