import { mkdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { waitUntil } from '@/lib/postgres/wait-until';
import { type RunningApp, startApp } from '../helpers/app';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { killPostmaster, postmasterOf, removeDataFolder, replaceDataFolder } from '../helpers/data-folder';

let dataFolder: string;
const apps: RunningApp[] = [];

beforeEach(async () => {
  dataFolder = await copyDataFolder();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.kill()));
  await removeDataFolder(dataFolder);
});

async function start(env: Record<string, string> = {}): Promise<RunningApp> {
  const app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder, ...env } });
  apps.push(app);
  return app;
}

/**
 * Posts a model and returns it as the API shows it; the page alone would not prove that the database works.
 */
async function post(app: RunningApp) {
  const point = { model_id: 'kept', metric: 'accuracy', value: 0.9, ts: '2026-01-01T00:00:00Z' };
  return fetch(`${app.url}/api/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(point),
  });
}
const models = async (app: RunningApp) => (await fetch(`${app.url}/api/models`)).text();

it('Ctrl-C, which reaches every process of the terminal, stops it cleanly and leaves no server behind', async () => {
  dataFolder = await replaceDataFolder(dataFolder);
  const app = await start();
  await post(app);
  const ended = new Promise((resolve) => app.process.once('exit', resolve));
  // Twice, as under npm: the signal of the terminal, and the copy from npm.
  process.kill(-(app.process.pid ?? 0), 'SIGINT');
  process.kill(-(app.process.pid ?? 0), 'SIGINT');
  expect(await ended).toBe(0);
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('the start prints its address and serves pages; what goes on there prevents no stop', async () => {
  dataFolder = await replaceDataFolder(dataFolder);
  const app = await start();
  expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(app.output()).toContain('Listening on this machine only; set HOST to change that.');
  expect((await fetch(app.url)).status).toBe(200);
  const { hostname, port } = new URL(app.url);

  // Another app is told that the port is taken, and leaves nothing.
  const other = path.join(path.dirname(dataFolder), 'other');
  const message = `port ${port} on 127.0.0.1 is in use; choose another with PORT`;
  await expect(startApp({ env: { DRIFTWATCH_DATA: other, PORT: port } })).rejects.toThrow(message);
  await expect(stat(other)).rejects.toThrow('ENOENT');

  // Half a request, as a slow client sends it.
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const isOpen = new Promise((resolve) => socket.once('connect', resolve));
  const head = `Host: localhost\r\nAuthorization: Bearer ${app.key}\r\nContent-Length: 100`;
  socket.write(`POST /api/metrics HTTP/1.1\r\n${head}\r\n\r\n`);
  await isOpen;
  await fetch(app.url);
  expect(await app.stop()).toBe(0);
  expect(app.output()).not.toContain('failed');
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('posted points are still there after kill -9 of the app', async () => {
  const first = await start();
  expect((await post(first)).status).toBe(200);
  await first.kill();
  const second = await start();
  expect(await models(second)).toContain('kept');
  expect(await second.stop()).toBe(0);
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('a larger RETRAIN_QUEUE_CAPACITY admits deferred jobs at the start', async () => {
  const requestFor = async (app: RunningApp, model_id: string) => {
    const point = { model_id, metric: 'accuracy', value: 0.9, ts: 1_700_000_000_000 };
    await fetch(`${app.url}/api/metrics`, { method: 'POST', body: JSON.stringify(point) });
    const body = JSON.stringify({ model_id });
    return (await fetch(`${app.url}/api/jobs`, { method: 'POST', body })).json();
  };
  const first = await start({ RETRAIN_QUEUE_CAPACITY: '1' });
  await requestFor(first, 'a');
  const deferred = await requestFor(first, 'b');
  expect(deferred.status).toBe('deferred');
  expect(await first.stop()).toBe(0);
  const second = await start({ RETRAIN_QUEUE_CAPACITY: '2' });
  const admitted = await (await fetch(`${second.url}/api/jobs/${deferred.id}`)).json();
  expect(admitted.status).toBe('pending_approval');
  expect(await second.stop()).toBe(0);
});

it('the app works again after kill -9 of its database, without a restart', async () => {
  const app = await start();
  await post(app);
  await killPostmaster(dataFolder);
  expect(await waitUntil(async () => (await models(app)).includes('kept'), 60_000)).toBe(true);
  expect(await app.stop()).toBe(0);
});

it('two instances share one database, and the last one stops it', async () => {
  dataFolder = await replaceDataFolder(dataFolder);
  const [first, second] = await Promise.all([start(), start()]);
  await post(first);
  expect(await first.stop()).toBe(0);
  expect(await models(second)).toContain('kept');
  expect(await second.stop('SIGHUP')).toBe(0);
  expect(await postmasterOf(dataFolder)).toBeUndefined();
});

it('an address that others can reach gives a warning', async () => {
  const app = await start({ HOST: '0.0.0.0' });
  expect(app.output()).toContain('Listening on 0.0.0.0: other machines can reach it.');
  expect(await app.stop()).toBe(0);
});

it('DATABASE_URL is used instead of an embedded server, and a missing database is created', async () => {
  const server = await openEmbeddedServer({ dataFolder });
  const elsewhere = path.join(path.dirname(dataFolder), 'elsewhere');
  await mkdir(elsewhere);
  const app = await start({ DATABASE_URL: server.url('mine'), DRIFTWATCH_DATA: elsewhere });
  await post(app);
  expect(await app.stop()).toBe(0);
  await expect(stat(path.join(elsewhere, 'postgres'))).rejects.toThrow('ENOENT');
  const client = new pg.Client({ connectionString: server.url('mine') });
  await client.connect();
  expect((await client.query('SELECT id FROM models')).rows).toEqual([{ id: 'kept' }]);
  await client.end();
  await server.close();
});

it('a bad environment ends the start and names every wrong variable', async () => {
  await expect(start({ PORT: 'ninety', LOG_LEVEL: 'loud' })).rejects.toThrow(
    /bad environment: PORT: .*; LOG_LEVEL: /,
  );
});
