import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDetectors, readFolder, startOn } from '../crash/crash-app';
import { Progress } from '../crash/post-streams';
import type { RunningApp } from '../helpers/app';
import { createDataFolder, postmasterOf, removeDataFolder } from '../helpers/data-folder';

const pointsPerRequest = 400;
let dataFolder: string;
let app: RunningApp;

beforeEach(async () => {
  dataFolder = await createDataFolder();
  app = await startOn(dataFolder);
  await createDetectors(app.url);
});
afterEach(async () => {
  await app.kill();
  await removeDataFolder(dataFolder);
});

/** Posts one batch after the other until one is not taken; answers how many points were. */
async function postUntilRefused(client: number, progress: Progress): Promise<number> {
  for (let sent = 0; ; sent += pointsPerRequest) {
    const points = Array.from({ length: pointsPerRequest }, (_, index) => ({
      model_id: `model-${client}`,
      metric: 'value',
      value: Math.sin(sent + index),
      ts: (sent + index) * 1000,
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

it('SIGTERM under load: what was taken is answered and stored, what was not leaves nothing behind', async () => {
  const progress = new Progress();
  const clients = Array.from({ length: 24 }, (_, client) => postUntilRefused(client, progress));
  await progress.reaches(24 * pointsPerRequest);
  // It ends itself with 1 when it takes longer than ten seconds.
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
