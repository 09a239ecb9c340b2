import { parseArgs } from 'node:util';
import { prepareBuild } from '../../scripts/prepare/prepare.mjs';
import { crashApp, medianSeconds } from './crash-app';

/** Enough between two kills for every kind of request to be in progress. */
const pointsPerKill = 2500;

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1)
  throw new Error('usage: npm run test:crash -- --kills 20 --seed 1');

await prepareBuild();
const outcome = await crashApp({
  seed: values.seed,
  kills,
  clients: 6,
  points: 2 * kills * pointsPerKill,
  say: (sentence) => console.log(sentence),
});
console.log(
  `${kills} kills of the app (answers again after ${medianSeconds(outcome.appRecoveriesMs)} in the median), ` +
    `${kills} of PostgreSQL (${medianSeconds(outcome.databaseRecoveriesMs)})`,
);
console.log(
  `${outcome.points} points in ${outcome.requests} requests of seed ${values.seed}, ${outcome.retries} retries; ` +
    `${outcome.readings} readings, ${outcome.incidents} incidents`,
);
for (const fault of outcome.faults) console.log(`FAULT ${fault}`);
console.log(
  outcome.faults.length === 0
    ? 'passed: every acknowledged point is there once, and everything equals the undisturbed run'
    : `failed: ${outcome.faults.length} faults`,
);
process.exitCode = outcome.faults.length === 0 ? 0 : 1;
