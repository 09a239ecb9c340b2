import pg from 'pg';
import { rollupSteps } from '../../lib/db/roll-up';
import { readEnv } from '../../lib/env';
import { DriftwatchError } from '../../lib/errors';
import { openDatabase } from '../serve/open-database';
import { seedReadings, seedRuns } from './readings';
import { type SeedPlan, seedPoints, seedSeries, seedSummaries } from './series';

export interface SeedOptions {
  points: number;
  series: number;
  models: number;
}

const say = (sentence: string) => console.log(sentence);
const pointsPerStatement = 200_000;
const minuteMs = 60_000;

async function refuseUsedDatabase(client: pg.Client) {
  const { rows } = await client.query('SELECT FROM models LIMIT 1');
  if (rows.length === 0) return;
  throw new DriftwatchError('INVALID_INPUT', 'the database already has models; use an empty one');
}

async function fill(client: pg.Client, plan: SeedPlan) {
  // Data lost in a crash can be created again.
  await client.query('SET synchronous_commit = off');
  await seedSeries(client, plan);
  await seedRuns(client);
  const perStatement = Math.max(1, Math.floor(pointsPerStatement / plan.pointsPerSeries));
  for (let id = 1; id <= plan.series; id += perStatement) {
    const toId = Math.min(plan.series, id + perStatement - 1);
    await seedPoints(client, plan, id, toId);
    await seedSummaries(client, rollupSteps, id, toId);
    await seedReadings(client, id, toId);
    if (toId === plan.series || toId % (perStatement * 10) < perStatement)
      say(`${toId} of ${plan.series} series`);
  }
  await client.query('VACUUM (ANALYZE) points, rollups, series, reading_chunks, detector_runs');
}

/** Fills an empty database for `npm run bench:read`. */
export async function seedBench({ points, series, models }: SeedOptions) {
  const env = readEnv();
  if (!env.DATABASE_URL && !process.env.DRIFTWATCH_DATA) {
    throw new DriftwatchError(
      'INVALID_INPUT',
      'choose a separate database: DRIFTWATCH_DATA=.data-bench npm run seed:bench, or DATABASE_URL',
    );
  }
  const database = await openDatabase(env, say);
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    await refuseUsedDatabase(client);
    await fill(client, {
      series,
      models,
      pointsPerSeries: Math.floor(points / series),
      endMs: Math.floor(Date.now() / minuteMs) * minuteMs,
    });
  } finally {
    await client.end();
    await database.close();
  }
}
