import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { waitUntil } from '@/lib/postgres/wait-until';
import { readStored } from '../../crash/compare-stored';
import { createDetectors, readFolder, startOn } from '../../crash/crash-app';
import { Progress } from '../../crash/post-streams';
import type { RunningApp } from '../../helpers/app';
import { copyDataFolder } from '../../helpers/copy-data-folder';
import { postmasterOf, removeDataFolder } from '../../helpers/data-folder';

const pointsPerRequest = 400;
let dataFolder: string;
let app: RunningApp;

beforeEach(async () => {
  dataFolder = await copyDataFolder();
});
afterEach(async () => {
  await app.kill();
  await removeDataFolder(dataFolder);
});

/** Posts one batch after the other until one is refused; returns the number of points accepted. */
async function postUntilRefused(client: number, progress: Progress): Promise<number> {
  for (let sent = 0; ; sent += pointsPerRequest) {
    const points = Array.from({ length: pointsPerRequest }, (_, index) => ({
      model_id: `model-${client}`,
      metric: 'value',
      value: Math.sin(sent + index),
      ts: 1.7e12 + (sent + index) * 1000,
    }));
    try {
      const response = await fetch(`${app.url}/api/metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(points),
      });
      await response.text();
      if (response.status !== 200) return sent;
    } catch {
      return sent;
    }
    progress.note(pointsPerRequest, performance.now());
  }
}

it('SIGTERM under load: accepted points are acknowledged and stored, refused ones leave nothing behind', async () => {
  app = await startOn(dataFolder);
  await createDetectors(app.url);
  const progress = new Progress();
  const clients = Array.from({ length: 24 }, (_, client) => postUntilRefused(client, progress));
  await progress.reaches(24 * pointsPerRequest);
  // It would exit with 1 if it took longer than ten seconds.
  expect(await app.stop()).toBe(0);
  const answered = await Promise.all(clients);
  expect(app.output()).not.toContain('failed');
  expect(await postmasterOf(dataFolder)).toBeUndefined();
  const { points, readings } = await readFolder(dataFolder);
  const stored = answered.map(
    (_, client) => points.filter(({ series }) => series === `model-${client} value {}`).length,
  );
  expect(stored).toEqual(answered);
  expect(readings).toHaveLength(2 * points.length);
}, 300_000);

/** Opens half a request, like a client that went to sleep; resolves when the app has it. */
async function openHalfRequest() {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const headers = `Host: localhost\r\nAuthorization: Bearer ${app.key}\r\nExpect: 100-continue\r\nContent-Length: 100\r\n`;
  socket.write(`POST /api/metrics HTTP/1.1\r\n${headers}\r\n`);
  await once(socket, 'data');
  return socket;
}

/** Posts a point of a model, and resolves once the app has the request. */
async function beginPost(model: string) {
  const body = JSON.stringify({ model_id: model, metric: 'value', value: 1, ts: 1_700_000_000_000 });
  const headers = {
    expect: '100-continue',
    authorization: `Bearer ${app.key}`,
    'content-type': 'application/json',
    'content-length': body.length,
  };
  const outgoing = request(`${app.url}/api/metrics`, { method: 'POST', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  outgoing.flushHeaders();
  await Promise.race([once(outgoing, 'continue'), answer]);
  outgoing.end(body);
  return {
    async answer() {
      const response = await answer;
      response.resume();
      await once(response, 'end');
      return { status: response.statusCode, retryAfter: response.headers['retry-after'] };
    },
  };
}

it('SIGTERM while the database is slow: the running commit is acknowledged, points that wait too long are refused', async () => {
  app = await startOn(dataFolder, { INGEST_FLUSHERS: '1' });
  const server = await openEmbeddedServer({ dataFolder });
  const client = new pg.Client({ connectionString: server.url('driftwatch') });
  await client.connect();
  try {
    await client.query('BEGIN; LOCK TABLE points IN EXCLUSIVE MODE');
    const committing = await beginPost('committing');
    const isHeld = async () =>
      (await client.query('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', ['points']))
        .rowCount === 1;
    expect(await waitUntil(isHeld, 30_000)).toBe(true);
    const waiting = await beginPost('waiting');
    const asleep = await openHalfRequest();
    const stopped = app.stop();
    // A client that sends nothing is disconnected; clients that wait for a response are not.
    await once(asleep, 'close');
    expect(await waiting.answer()).toEqual({ status: 503, retryAfter: expect.any(String) });
    await client.query('ROLLBACK');
    expect((await committing.answer()).status).toBe(200);
    expect(await stopped).toBe(0);
    expect(app.output()).not.toMatch(/failed|too long/);
    const { points } = await readStored(server.url('driftwatch'));
    expect(points.map(({ series }) => series)).toEqual(['committing value {}']);
  } finally {
    await client.end();
    await server.close();
  }
}, 300_000);
