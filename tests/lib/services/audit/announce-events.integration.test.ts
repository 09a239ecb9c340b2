import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { logger } from '@/lib/logger';
import { announceEvents } from '@/lib/services/audit/announce-events';
import { operator, system } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { approveJob } from '@/lib/services/jobs/approve-job';
import { inRequest } from '@/lib/telemetry/request-context';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline } from '../../../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);
afterEach(() => {
  vi.restoreAllMocks();
});

const announce = () => announceEvents({ actor: system, input: {} });
const listen = () => vi.spyOn(logger, 'info').mockImplementation(() => {});
const said = (info: ReturnType<typeof listen>) => info.mock.calls.map(([event]) => event);

/** Makes two models drift, one after the other; the first one recovers. */
async function drift() {
  const limit = { method: 'static_threshold', params: { lower: 0.5 } };
  await createDetector({
    actor: operator,
    input: { name: 'limit', model_pattern: '*', metric_pattern: '*', ...limit },
  });
  const { submit, close } = openPipeline();
  const post = (model_id: string, minute: number, value: number) =>
    submit([{ model_id, metric: 'accuracy', value, ts: 1.77e12 + minute * 60_000 }]);
  await post('a', 0, 0.1);
  await post('b', 0, 0.1);
  await post('a', 1, 0.9);
  await close();
}

test('events of incidents and jobs are announced once, in order, with the place where they happened', async () => {
  await drift();
  const job = await database().retrainJob.findFirstOrThrow({ where: { modelId: 'a' } });
  await approveJob({ actor: operator, input: { id: job.id, body: {} } });
  const info = listen();
  expect(await announce()).toBe(6);
  expect(said(info)).toEqual([
    'retrain_job.requested',
    'incident.opened',
    'retrain_job.requested',
    'incident.opened',
    'incident.resolved',
    'retrain_job.approved',
  ]);
  const [, opened, , , resolved, approved] = info.mock.calls.map(([, fields]) => fields);
  expect(opened).toMatchObject({ model_id: 'a', metric: 'accuracy', detector: 'limit', to_status: 'open' });
  expect(resolved).toMatchObject({ id: opened?.id, from_status: 'open', to_status: 'resolved' });
  expect(approved).toMatchObject({ id: job.id, model_id: 'a', actor: 'operator' });
  expect(await announce()).toBe(0);
});

test('an event is announced with the trace of its request, also if several requests share a flush', async () => {
  const traceOf = (letter: string) => `00-${letter.repeat(32)}-${letter.repeat(16)}-01`;
  const limit = { method: 'static_threshold', params: { lower: 0.5 } };
  const input = { name: 'limit', model_pattern: '*', metric_pattern: '*', ...limit };
  await createDetector({ actor: operator, input });
  const { submit, close } = openPipeline();
  const post = (model_id: string, minute: number, value: number, traceparent?: string) =>
    submit([{ model_id, metric: 'accuracy', value, ts: 1.77e12 + minute * 60_000 }], { traceparent });
  await Promise.all([post('a', 0, 0.1, traceOf('a')), post('b', 0, 0.1, traceOf('b')), post('c', 0, 0.1)]);
  await post('a', 1, 0.9, traceOf('e'));
  await close();
  const job = await database().retrainJob.findFirstOrThrow({ where: { modelId: 'b' } });
  await inRequest({ requestId: '1', traceparent: traceOf('f') }, () =>
    approveJob({ actor: operator, input: { id: job.id, body: {} } }),
  );
  const info = listen();
  await announce();
  const told = info.mock.calls.map(
    ([event, fields]) => `${event} ${fields?.model_id} ${fields?.traceparent}`,
  );
  expect(told.sort()).toEqual([
    `incident.opened a ${traceOf('a')}`,
    `incident.opened b ${traceOf('b')}`,
    'incident.opened c undefined',
    `incident.resolved a ${traceOf('e')}`,
    `retrain_job.approved b ${traceOf('f')}`,
    `retrain_job.requested a ${traceOf('a')}`,
    `retrain_job.requested b ${traceOf('b')}`,
    'retrain_job.requested c undefined',
  ]);
});

test('an event whose line could not be written is announced again', async () => {
  await drift();
  const info = listen();
  info.mockImplementationOnce(() => {
    throw new Error('the log is full');
  });
  await expect(announce()).rejects.toThrow('the log is full');
  info.mockClear();
  expect(await announce()).toBe(5);
  expect(said(info)).toHaveLength(5);
});

test('two processes announce each event once', async () => {
  await drift();
  const info = listen();
  const [one, other] = await Promise.all([announce(), announce()]);
  expect(one + other).toBe(5);
  expect(new Set(info.mock.calls.map(([, fields]) => fields?.event_id)).size).toBe(5);
});

test('a rolled-back event is not announced', async () => {
  const db = database();
  await db.$executeRaw`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END'`;
  await db.$executeRaw`CREATE TRIGGER refuse BEFORE INSERT ON points EXECUTE FUNCTION refuse()`;
  await drift().catch(() => {});
  await db.$executeRaw`DROP TRIGGER refuse ON points`;
  await db.$executeRaw`DROP FUNCTION refuse`;
  listen();
  expect(await announce()).toBe(0);
});
