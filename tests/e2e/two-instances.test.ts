import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectDatabase } from '@/lib/db/client';
import { createBehaviour, DetectorStrategy } from '@/lib/monitoring';
import { type EmbeddedServer, openEmbeddedServer } from '@/lib/postgres/embedded-server';
import type { IngestResult } from '@/lib/schemas/metrics';
import { differences, readStored, wrongPoints } from '../crash/compare-stored';
import { createDetectors, startOn } from '../crash/crash-app';
import { Progress, postInOrder } from '../crash/post-streams';
import { planStreams } from '../crash/streams';
import type { RunningApp } from '../helpers/app';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let server: EmbeddedServer;
let apps: RunningApp[] = [];

beforeEach(async () => {
  dataFolder = await copyDataFolder();
  server = await openEmbeddedServer({ dataFolder });
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.kill()));
  apps = [];
  await server.close();
  await removeDataFolder(dataFolder);
});

async function startApps(databases: string[]) {
  // Sequentially, because the first one creates the database.
  for (const name of databases) apps.push(await startOn(dataFolder, { DATABASE_URL: server.url(name) }));
  for (const name of new Set(databases)) await createDetectors(apps[databases.indexOf(name)]?.url ?? '');
  return apps.map(({ url }) => url);
}

it('two instances that alternate on the same series leave the same as a single one', async () => {
  const urls = await startApps(['pair', 'pair', 'alone']);
  const streams = planStreams({ seed: 'turns', clients: 1, points: 2500 });
  const [requests = []] = streams.clients;
  const progress = new Progress();
  await postInOrder((index) => urls[index % 2] ?? '', requests, progress);
  await postInOrder(() => urls[2] ?? '', requests, progress);
  expect(progress.complaints).toEqual([]);
  expect(progress.retries).toBe(0);
  const pair = await readStored(server.url('pair'));
  expect(wrongPoints(pair, streams)).toEqual([]);
  expect(differences(pair, await readStored(server.url('alone')))).toEqual([]);
  expect(pair.incidents.length).toBeGreaterThan(3);
}, 300_000);

/** Returns every state as it is after its method has seen the series from the first evaluated point on. */
async function statesFromTheStart(url: string) {
  const db = connectDatabase(url);
  try {
    const runs = await db.detectorRun.findMany({
      include: { detector: true, series: { include: { metric: true } } },
    });
    const states = [];
    for (const { detector, series } of runs) {
      const strategy = new DetectorStrategy(
        createBehaviour(detector.method, detector.params, series.metric.direction),
      );
      const points = await db.point.findMany({
        where: { seriesId: series.id, late: false },
        orderBy: { ts: 'asc' },
      });
      for (const { ts, value } of points) strategy.update(value, ts.getTime());
      states.push({ detector: detector.name, model: series.modelId, state: strategy.snapshot() });
    }
    return { states, evaluated: await countEvaluated(db) };
  } finally {
    await db.$disconnect();
  }
}

const countEvaluated = (db: ReturnType<typeof connectDatabase>) => db.point.count({ where: { late: false } });

it('concurrent posts to both, for the same and other series, are stored once and never deadlock', async () => {
  const urls = await startApps(['pair', 'pair']);
  const clients = 8;
  const rounds = 40;
  const models = ['a', 'b', 'c', 'd'];
  const point = (model_id: string, index: number) => ({
    model_id,
    metric: 'value',
    value: (Math.floor(index / 120) % 2) + (index % 7) / 10,
    ts: 1.7e12 + index * 60_000,
  });
  let accepted = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; round < rounds; round += 1) {
        const index = round * clients + client;
        // Each client names the series in another order, so that only a fixed order of locks is safe.
        const turned = [...models.slice(client % 4), ...models.slice(0, client % 4)];
        const points = [...turned.map((model) => point(model, index)), point(`own-${client}`, round)];
        const response = await fetch(`${urls[client % 2]}/api/metrics`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(points),
        });
        const text = await response.text();
        expect(response.status, text).toBe(200);
        accepted += (JSON.parse(text) as IngestResult).accepted;
      }
    }),
  );
  const total = clients * rounds * (models.length + 1);
  expect(accepted).toBe(total);
  const stored = await readStored(server.url('pair'));
  expect(stored.points).toHaveLength(total);
  const daily = stored.rollups.filter(({ stepSeconds }) => stepSeconds === 86_400);
  expect(daily.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  const { states, evaluated } = await statesFromTheStart(server.url('pair'));
  // Two detectors watch every series.
  expect(stored.readings).toHaveLength(2 * evaluated);
  const now = stored.states.map(({ detector, series, state }) => ({ detector, model: series[0], state }));
  const byText = (items: unknown[]) => items.map((item) => JSON.stringify(item)).sort();
  expect(byText(now)).toEqual(byText(states));
  const log = await readFile(path.join(dataFolder, 'postgres.log'), 'utf8');
  expect(log).not.toContain('deadlock');
}, 300_000);
