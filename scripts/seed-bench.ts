import { parseArgs } from 'node:util';
import { seedBench } from './seed-bench/seed-bench';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '10000000' },
    series: { type: 'string', default: '1000' },
    models: { type: 'string', default: '1000' },
  },
});
const series = Number(values.series);
await seedBench({ points: Number(values.points), series, models: Math.min(series, Number(values.models)) });
