import { parseArgs } from 'node:util';
import { prepareBuild } from '../../scripts/prepare/prepare.mjs';
import { startApp } from '../helpers/app';
import { createDataFolder, removeDataFolder } from '../helpers/data-folder';
import { type AttackOutcome, abuseApp, quantile } from './abuse-app';

/** Targets for two cores shared with the attacker. */
const maxTailMs = 50;
const maxExtraMiB = 128;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);
const count = Number(values.count);
if (!Number.isInteger(seed) || !Number.isInteger(count) || count < 1)
  throw new Error('usage: npm run test:abuse -- --seed 1 --count 2000 --only PATTERN');

const listed = (counts: Map<number, number>) =>
  [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${status}×${times}`)
    .join(' ') || '–';

function describe({ name, answers, elapsedMs, failures, extraMemoryMiB }: AttackOutcome): string {
  const cells = [
    name.padEnd(70),
    `p50 ${quantile(elapsedMs, 0.5).toFixed(0)}`.padStart(8),
    `p99 ${quantile(elapsedMs, 0.99).toFixed(0)}`.padStart(9),
    `worst ${quantile(elapsedMs, 1).toFixed(0)} ms`.padStart(14),
    `+${extraMemoryMiB.toFixed(0)} MiB`.padStart(9),
    `refused ${listed(failures)}`.padEnd(14),
    `answers ${listed(answers)}`,
  ];
  return cells.join('  ');
}

await prepareBuild();
const dataFolder = await createDataFolder();
const app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder, LOG_LEVEL: 'error' } });
try {
  console.log('latency of the calm client during each attack, and the responses to the attack');
  const outcomes = await abuseApp({
    url: app.url,
    pid: app.process.pid ?? 0,
    seeds: [seed, seed + 1, seed + 2],
    count,
    aloneMs: 4000,
    only: values.only,
    onOutcome: (outcome) => console.log(describe(outcome)),
  });
  const slow = outcomes.filter(({ elapsedMs }) => quantile(elapsedMs, 0.99) > maxTailMs);
  const large = outcomes.filter(({ extraMemoryMiB }) => extraMemoryMiB > maxExtraMiB);
  const refused = outcomes.filter(({ failures }) => failures.size > 0);
  console.log(
    `${outcomes.length - 1} attacks: p99 above ${maxTailMs} ms in ${slow.length}, more than ${maxExtraMiB} MiB in ${large.length}, the calm client refused in ${refused.length}`,
  );
  if (slow.length + large.length + refused.length > 0) process.exitCode = 1;
} finally {
  await app.kill();
  await removeDataFolder(dataFolder);
}
