import { parseArgs } from 'node:util';
import { benchIngest } from './bench-ingest/bench-ingest';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000000' },
    singles: { type: 'string', default: '200000' },
    series: { type: 'string', default: '100,1000,10000,100000' },
    'no-write': { type: 'boolean', default: false },
  },
});
await benchIngest({
  points: Number(values.points),
  singles: Number(values.singles),
  seriesCounts: values.series.split(',').map(Number),
  write: !values['no-write'],
});
