import { beforeEach, expect, test } from 'vitest';
import { system } from '@/lib/services/call';
import { fillQueue } from '@/lib/services/jobs/fill-queue';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

// Must be set before the app reads its environment, which happens once.
process.env.RETRAIN_QUEUE_CAPACITY = '2';

withTestDatabase();
beforeEach(emptyDatabase);

/**
 * Requests a manual job for each of `count` models, in order; as many as there are places wait for approval.
 */
async function requestJobs(count: number): Promise<string[]> {
  const models = Array.from({ length: count }, (_, index) => `m-${index}`);
  const points = models.map((model_id) => ({
    model_id,
    metric: 'accuracy',
    value: 0.9,
    ts: 1_700_000_000_000,
  }));
  await api('POST', '/api/metrics', points);
  const ids = [];
  for (const model_id of models) ids.push((await api('POST', '/api/jobs', { model_id })).body.id);
  return ids;
}

const job = async (id: string | undefined) => (await api('GET', `/api/jobs/${id}`)).body;

test.each(['complete', 'fail'])('%s: the place goes to the oldest deferred job', async (verb) => {
  const ids = await requestJobs(4);
  await api('POST', `/api/jobs/${ids[1]}/approve`);
  expect((await job(ids[2])).status).toBe('deferred');
  expect((await api('POST', `/api/jobs/${ids[1]}/${verb}`)).status).toBe(200);
  const admitted = await job(ids[2]);
  expect(admitted.status).toBe('pending_approval');
  expect(admitted.history.at(-1)).toMatchObject({ action: 'retrain_job.admitted', actor: 'system' });
  expect((await job(ids[3])).status).toBe('deferred');
});

test('a start with more places admits as many deferred jobs, oldest first; a start with fewer admits none', async () => {
  const ids = await requestJobs(5);
  await fillQueue({ actor: system, input: { capacity: 1 } });
  expect((await job(ids[2])).status).toBe('deferred');
  await fillQueue({ actor: system, input: { capacity: 4 } });
  const statuses = await Promise.all(ids.map(async (id) => (await job(id)).status));
  expect(statuses).toEqual([...Array(4).fill('pending_approval'), 'deferred']);
  expect((await job(ids[3])).history.at(-1)).toMatchObject({
    action: 'retrain_job.admitted',
    actor: 'system',
  });
});
