import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOn } from '../crash/crash-app';
import type { RunningApp } from '../helpers/app';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder, superuserUrl } from '../helpers/data-folder';

const startMs = Date.parse('2026-01-01T00:00:00Z');
/** More than one transaction of a deletion takes. */
const watchedSeries = 250;
const erasedPoints = 12_000;
const rangePoints = 20_000;
/** The points before this one are deleted; the one on which the deletion is held comes earlier. */
const rangeEnd = 12_000;
const heldPoint = 7000;
/** Between two posts beside the deletions. */
const besideMs = 40;

interface Point {
  model_id: string;
  metric: string;
  labels?: Record<string, string>;
  ts: number;
  value: number;
}

let dataFolder: string;
let app: RunningApp;
let clients: pg.Client[];

beforeEach(async () => {
  dataFolder = await copyDataFolder();
  app = await startOn(dataFolder);
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.end();
  await app.kill();
  await removeDataFolder(dataFolder);
});

/** Opens a connection of its own, which outlives the app. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await superuserUrl(dataFolder, 'driftwatch') });
  await client.connect();
  clients.push(client);
  return client;
}

function send(method: string, path: string, body?: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${app.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function request(method: string, path: string, body?: object) {
  const response = await send(method, path, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const pointOf = (name: Pick<Point, 'model_id' | 'metric' | 'labels'>, minute: number): Point => ({
  ...name,
  ts: startMs + minute * 60_000,
  value: 1 + (minute % 10) / 100,
});

const pointsOf = (name: Pick<Point, 'model_id' | 'metric' | 'labels'>, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => pointOf(name, from + index));

async function post(points: Point[]) {
  for (let from = 0; from < points.length; from += 5000)
    await request('POST', '/api/metrics', points.slice(from, from + 5000));
  return points;
}

/** Posts point after point, each until it is acknowledged, whatever happens to the app. */
function postBeside() {
  const sent: Point[] = [];
  let isWanted = true;
  const ended = (async () => {
    for (let minute = 0; isWanted; minute += 1) {
      const point = pointOf({ model_id: 'beside', metric: 'score' }, minute);
      const attempt = () =>
        post([point]).then(
          () => true,
          () => false,
        );
      while (!(await attempt())) await pause(besideMs);
      sent.push(point);
      await pause(besideMs);
    }
    return sent;
  })();
  return {
    end() {
      isWanted = false;
      return ended;
    },
  };
}

const textOf = ({ model_id, metric, labels = {}, ts, value }: Point) =>
  `${model_id} ${metric} ${JSON.stringify(labels)} ${new Date(ts).toISOString()} ${value}`;

async function storedPoints(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    'SELECT model_id, metric, labels, ts, value FROM points JOIN series ON series.id = series_id',
  );
  return rows.map(textOf).sort();
}

async function countOf(client: pg.Client, statement: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS count ${statement}`, values);
  return rows[0].count;
}

test('kill -9 in the middle of deletions, by a request and in the background: they end by themselves, and nothing else is gone', async () => {
  const erased = { model_id: 'erased', metric: 'score' };
  const part = { model_id: 'kept', metric: 'score', labels: { part: 'erased' } };
  const whole = { model_id: 'kept', metric: 'score', labels: { part: 'kept' } };
  const ranged = { model_id: 'ranged', metric: 'score' };
  const [client, inRequest, inBackground] = [await connect(), await connect(), await connect()];
  const detector = (name: string, metric_pattern: string) =>
    request('POST', '/api/detectors', {
      name,
      metric_pattern,
      method: 'mean_delta',
      params: { threshold: 1 },
    });
  const { id: deletedId } = await detector('deleted', 'watched');
  const { id: keptId } = await detector('kept', '*');
  await post([...pointsOf(erased, 0, erasedPoints), ...pointsOf(part, 0, 6000)]);
  const kept = await post([
    ...pointsOf(whole, 0, 6000),
    ...Array.from({ length: watchedSeries }, (_, index) =>
      pointsOf({ model_id: `watched-${index}`, metric: 'watched' }, 0, 3),
    ).flat(),
  ]);
  const rest = (await post(pointsOf(ranged, 0, rangePoints))).slice(rangeEnd);
  const idOf = async ({ model_id, labels = {} }: Pick<Point, 'model_id' | 'labels'>): Promise<number> =>
    (await client.query('SELECT id FROM series WHERE model_id = $1 AND labels = $2', [model_id, labels]))
      .rows[0].id;
  const [erasedId, partId, rangedId] = [await idOf(erased), await idOf(part), await idOf(ranged)];
  const pointsLeft = (seriesId: number) => countOf(client, 'FROM points WHERE series_id = $1', [seriesId]);
  const runsOf = (id: string) => countOf(client, 'FROM detector_runs WHERE detector_id = $1', [id]);
  const hold = async (by: pg.Client, seriesId: number) => {
    const { ts } = pointOf(ranged, heldPoint);
    await by.query('SELECT FROM points WHERE series_id = $1 AND ts = $2 FOR UPDATE', [
      seriesId,
      new Date(ts),
    ]);
  };
  await inBackground.query('BEGIN');
  await hold(inBackground, erasedId);
  await inRequest.query('BEGIN');
  await hold(inRequest, rangedId);
  await inRequest.query(
    `SELECT FROM series WHERE id = (SELECT series_id FROM detector_runs WHERE detector_id = $1 ORDER BY series_id OFFSET 150 LIMIT 1)
     FOR UPDATE`,
    [deletedId],
  );
  const beside = postBeside();

  // Both requests are in the middle of their batches when the app is killed.
  const isAnswered = (path: string) =>
    send('DELETE', path).then(
      () => true,
      () => false,
    );
  const answered = [isAnswered(`/api/detectors/${deletedId}`)];
  await expect.poll(() => runsOf(deletedId), { timeout: 30_000 }).toBe(watchedSeries - 100);
  const to = new Date(pointOf(ranged, rangeEnd - 1).ts).toISOString();
  answered.push(isAnswered(`/api/series/${rangedId}/points?to=${to}`));
  await expect.poll(() => pointsLeft(rangedId), { timeout: 30_000 }).toBe(rangePoints - 5000);
  await request('DELETE', '/api/models/erased');
  await request('DELETE', `/api/series/${partId}`);
  const anew = await post(pointsOf(erased, erasedPoints, erasedPoints + 3));
  const port = new URL(app.url).port;
  await app.kill();
  expect(await Promise.all(answered)).toEqual([false, false]);
  await inRequest.query('ROLLBACK');

  // Now the background deletes, and it is killed in the middle, too.
  app = await startOn(dataFolder, { PORT: port });
  await expect.poll(() => pointsLeft(erasedId), { timeout: 120_000 }).toBe(erasedPoints - 5000);
  await app.kill();
  await inBackground.query('ROLLBACK');
  // A deletion of points that is younger than a minute might still be under way in its request.
  await client.query(`UPDATE points SET received_at = received_at - interval '2 minutes'`);
  await client.query(`UPDATE point_deletions SET received_until = received_until - interval '2 minutes'`);
  app = await startOn(dataFolder, { PORT: port });
  const unfinished = async () =>
    (await countOf(client, 'FROM erased_series')) +
    (await countOf(client, 'FROM point_deletions')) +
    (await runsOf(deletedId));
  await expect.poll(unfinished, { timeout: 180_000, interval: 500 }).toBe(0);

  const sent = await beside.end();
  const more = await post(pointsOf(ranged, rangePoints, rangePoints + 3));
  const expected = [...kept, ...rest, ...anew, ...more, ...sent];
  expect(await storedPoints(client)).toEqual(expected.map(textOf).sort());
  // Also those that belong to no series any more.
  expect(await countOf(client, 'FROM points')).toBe(expected.length);
  expect(await runsOf(keptId)).toBe(await countOf(client, 'FROM series'));
}, 600_000);
