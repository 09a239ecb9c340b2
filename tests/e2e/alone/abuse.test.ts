import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AttackOutcome, abuseApp } from '../../abuse/abuse-app';
import { type RunningApp, startApp } from '../../helpers/app';
import { copyDataFolder } from '../../helpers/copy-data-folder';
import { removeDataFolder } from '../../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;

beforeEach(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder, LOG_LEVEL: 'error' } });
});
afterEach(async () => {
  await app.kill();
  await removeDataFolder(dataFolder);
});

/**
 * Refused as invalid, too large or too many, or accepted; 503 if a place in a queue did not become free in
 * time.
 */
const isExpected = (status: number) => status < 500 || status === 503;
/** A hundred faults with their texts. */
const maxAnswerBytes = 200_000;
/** Several times what an attack takes here, because the engine decides when to collect garbage. */
const maxExtraMiB = 512;

function faultsOf({
  name,
  answers,
  failures,
  maxAnswerBytes: bytes,
  extraMemoryMiB,
}: AttackOutcome): string[] {
  const unexpected = [...answers.keys()].filter((status) => !isExpected(status));
  return [
    ...unexpected.map((status) => `${name}: answered ${status}`),
    ...[...failures].map(([status, times]) => `${name}: the calm client got ${status} ${times} times`),
    ...(bytes > maxAnswerBytes ? [`${name}: an answer of ${bytes} bytes`] : []),
    ...(extraMemoryMiB > maxExtraMiB ? [`${name}: ${Math.round(extraMemoryMiB)} MiB more`] : []),
  ];
}

test('whatever one sender does, others are served and every attack gets a response', async () => {
  const outcomes = await abuseApp({
    url: app.url,
    pid: app.process.pid ?? 0,
    seeds: [7],
    count: 60,
    aloneMs: 200,
  });
  expect(outcomes.flatMap(faultsOf)).toEqual([]);
  expect(outcomes.every(({ requests }) => requests > 0)).toBe(true);
}, 300_000);
