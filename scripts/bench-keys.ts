import { parseArgs } from 'node:util';
import { benchKeys } from './bench-keys/bench-keys';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    singles: { type: 'string', default: '30000' },
    batches: { type: 'string', default: '150' },
  },
});
await benchKeys({
  rounds: Number(values.rounds),
  singles: Number(values.singles),
  batches: Number(values.batches),
});
