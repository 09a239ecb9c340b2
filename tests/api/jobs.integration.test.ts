import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { operator, system } from '@/lib/services/call';
import { approveJob } from '@/lib/services/jobs/approve-job';
import { cancelJob } from '@/lib/services/jobs/cancel-job';
import { completeJob } from '@/lib/services/jobs/complete-job';
import { failJob } from '@/lib/services/jobs/fail-job';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const point = (modelId: string) => ({
  model_id: modelId,
  metric: 'accuracy',
  value: 0.9,
  ts: 1_700_000_000_000,
});

async function jobFor(modelId: string, comment?: string) {
  await api('POST', '/api/metrics', point(modelId));
  return api('POST', '/api/jobs', { model_id: modelId, ...(comment && { comment }) });
}

test('a manual job waits for approval, with its reason', async () => {
  const { status, body } = await jobFor('fraud', 'new labels arrived');
  expect(status).toBe(201);
  expect(body).toMatchObject({
    model_id: 'fraud',
    status: 'pending_approval',
    reasons: [{ kind: 'manual', text: 'new labels arrived' }],
  });
});

test('a second request joins the open job', async () => {
  const first = await jobFor('fraud', 'one');
  const second = await jobFor('fraud', 'two');
  expect([second.status, second.body.id]).toEqual([200, first.body.id]);
  expect(second.body.reasons.map(({ text }: { text: string }) => text)).toEqual(['one', 'two']);
});

describe('a job with more reasons than it includes', () => {
  const texts = (reasons: { text: string }[]) => reasons.map(({ text }) => text);
  const numbered = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `reason ${from + index}`);

  async function jobWithReasons(modelId: string, count: number) {
    const { body: job } = await jobFor(modelId, 'reason 1');
    await database().jobReason.createMany({
      data: numbered(2, count).map((text) => ({ jobId: job.id, kind: 'manual', text, ts: new Date(0) })),
    });
    return job.id;
  }

  test('lists, the job and decisions include the newest 20 in order, and their number', async () => {
    const id = await jobWithReasons('fraud', 45);
    await jobFor('churn', 'the only one');
    const { body: list } = await api('GET', '/api/jobs');
    const [churn, fraud] = list.items;
    expect([texts(churn.reasons), churn.reason_count]).toEqual([['the only one'], 1]);
    expect([texts(fraud.reasons), fraud.reason_count]).toEqual([numbered(26, 45), 45]);
    const { body: one } = await api('GET', `/api/jobs/${id}`);
    const { body: approved } = await api('POST', `/api/jobs/${id}/approve`);
    const { body: lost } = await api('POST', `/api/jobs/${id}/cancel`);
    for (const { reasons, reason_count } of [one, approved, lost.details.job]) {
      expect([texts(reasons), reason_count]).toEqual([numbered(26, 45), 45]);
    }
  });

  test('the page lists all of them, newest first', async () => {
    const id = await jobWithReasons('fraud', 45);
    await jobWithReasons('churn', 3);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api('GET', `/api/jobs/${id}/reasons?limit=20${cursor}`);
      seen.push(...texts(body.items));
      cursor = body.next_cursor && `&cursor=${body.next_cursor}`;
    } while (cursor);
    expect(seen).toEqual(numbered(1, 45).reverse());
    expect((await api('GET', '/api/jobs/no-uuid/reasons')).status).toBe(404);
    expect((await api('GET', `/api/jobs/${id}/reasons?cursor=abc`)).body.errors[0].field).toBe('cursor');
  });

  test('the audit trail includes its newest 200 rows, and their number', async () => {
    const { body: job } = await jobFor('fraud');
    await database().auditRow.createMany({
      data: Array.from({ length: 250 }, (_, index) => ({
        actor: 'system',
        action: 'retrain_job.reason_added',
        entityType: 'retrain_job',
        entityId: job.id,
        detail: { comment: `row ${index + 2}` },
      })),
    });
    const { body } = await api('GET', `/api/jobs/${job.id}`);
    expect(body.history_count).toBe(251);
    expect(body.history).toHaveLength(200);
    expect([body.history[0].comment, body.history.at(-1).comment]).toEqual(['row 52', 'row 251']);
  });
});

test('a model without points has no job', async () => {
  const { status, body } = await api('POST', '/api/jobs', { model_id: 'nobody' });
  expect([status, body.errors[0].field]).toEqual([404, 'model_id']);
});

describe('deciding', () => {
  test('an approved job is queued; every transition has its audit row', async () => {
    const { body: job } = await jobFor('fraud');
    const { status, body } = await api('POST', `/api/jobs/${job.id}/approve`, { comment: 'go' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'queued',
      decision: 'approved',
      decided_by: 'operator',
      comment: 'go',
      closed_at: null,
    });
    const { body: detail } = await api('GET', `/api/jobs/${job.id}`);
    expect(detail.history).toEqual([
      expect.objectContaining({
        action: 'retrain_job.requested',
        from_status: null,
        to_status: 'pending_approval',
      }),
      expect.objectContaining({
        action: 'retrain_job.approved',
        from_status: 'pending_approval',
        to_status: 'queued',
        comment: 'go',
      }),
    ]);
  });

  test.each([
    ['no body', undefined],
    ['an empty one', ''],
  ])('a decision with %s has no comment', async (_, body) => {
    const { body: job } = await jobFor('fraud');
    const answer = await api('POST', `/api/jobs/${job.id}/approve`, body);
    expect([answer.status, answer.body.comment]).toEqual([200, null]);
  });

  test('a cancelled job is closed and the next request opens a new one', async () => {
    const { body: job } = await jobFor('fraud');
    const { body } = await api('POST', `/api/jobs/${job.id}/cancel`);
    expect(body).toMatchObject({
      status: 'cancelled',
      decision: 'cancelled',
      closed_at: expect.any(String),
      closed_by: 'operator',
    });
    expect((await jobFor('fraud')).body.id).not.toBe(job.id);
  });

  test.each([
    ['approve', 'approve'],
    ['approve', 'cancel'],
    ['cancel', 'approve'],
    ['cancel', 'cancel'],
  ])('%s, then %s: the second gets 409 and is told who decided what', async (first, second) => {
    const { body: job } = await jobFor('fraud');
    const decided = await api('POST', `/api/jobs/${job.id}/${first}`, { comment: 'mine' });
    const { status, body } = await api('POST', `/api/jobs/${job.id}/${second}`, { comment: 'late' });
    expect(status).toBe(409);
    expect(body.detail).toMatch(
      new RegExp(`already ${first === 'approve' ? 'approved' : 'cancelled'} by operator at .*: “mine”`),
    );
    expect(body.details.job).toEqual(decided.body);
  });

  test('two people at the same moment: one wins, and the other is told', async () => {
    for (let round = 0; round < 10; round++) {
      const { body: job } = await jobFor(`model-${round}`);
      const input = { id: job.id, body: {} };
      const outcomes = await Promise.allSettled([
        approveJob({ actor: { ...operator, name: 'ada' }, input }),
        cancelJob({ actor: { ...operator, name: 'bob' }, input }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'CONFLICT', details: { job: { id: job.id } } });
      expect(await database().auditRow.count({ where: { entityId: job.id } })).toBe(2);
    }
  });

  test('the app itself may not decide', async () => {
    const { body: job } = await jobFor('fraud');
    const input = { id: job.id, body: {} };
    await expect(approveJob({ actor: system, input })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(cancelJob({ actor: system, input })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await api('GET', `/api/jobs/${job.id}`)).body.status).toBe('pending_approval');
  });

  test.each(['00000000-0000-0000-0000-000000000000', 'no-uuid'])('job %s does not exist', async (id) => {
    expect((await api('POST', `/api/jobs/${id}/approve`, {})).status).toBe(404);
  });

  test('a comment that is too long or an unknown field decides nothing', async () => {
    const { body: job } = await jobFor('fraud');
    expect((await api('POST', `/api/jobs/${job.id}/approve`, { comment: 'x'.repeat(2001) })).status).toBe(
      400,
    );
    expect((await api('POST', `/api/jobs/${job.id}/approve`, { coment: 'typo' })).status).toBe(400);
    expect((await api('GET', `/api/jobs/${job.id}`)).body.status).toBe('pending_approval');
  });
});

describe('reporting how a retrain went', () => {
  async function approvedJob(modelId: string) {
    const { body: job } = await jobFor(modelId);
    return (await api('POST', `/api/jobs/${job.id}/approve`, { comment: 'go' })).body;
  }

  test.each([
    ['complete', 'succeeded', 'completed'],
    ['fail', 'failed', 'failed'],
  ])(
    '%s closes the job as %s, in addition to the decision, with an audit row',
    async (verb, ending, action) => {
      const job = await approvedJob('fraud');
      const { status, body } = await api('POST', `/api/jobs/${job.id}/${verb}`, { comment: 'by hand' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: ending,
        decision: 'approved',
        comment: 'go',
        closed_at: expect.any(String),
        closed_by: 'operator',
        closing_comment: 'by hand',
      });
      const { body: detail } = await api('GET', `/api/jobs/${job.id}`);
      expect(detail.history.at(-1)).toMatchObject({
        actor: 'operator',
        action: `retrain_job.${action}`,
        from_status: 'queued',
        to_status: ending,
        comment: 'by hand',
      });
      expect((await jobFor('fraud')).body.id).not.toBe(job.id);
    },
  );

  test.each([
    ['complete', 'fail', 'succeeded'],
    ['fail', 'complete', 'failed'],
    ['complete', 'cancel', 'succeeded'],
    ['fail', 'approve', 'failed'],
  ])('%s, then %s: the second gets 409 and is told who reported what', async (first, second, ending) => {
    const job = await approvedJob('fraud');
    const done = await api('POST', `/api/jobs/${job.id}/${first}`, { comment: 'mine' });
    const { status, body } = await api('POST', `/api/jobs/${job.id}/${second}`);
    expect(status).toBe(409);
    expect(body.detail).toMatch(new RegExp(`^already ${ending}, as operator said at .*: “mine”$`));
    expect(body.details.job).toEqual(done.body);
  });

  test('a job that nobody has approved returns 409 and does not change', async () => {
    const { body: job } = await jobFor('fraud');
    const { status, body } = await api('POST', `/api/jobs/${job.id}/complete`);
    expect([status, body.detail]).toEqual([409, expect.stringContaining('nobody has approved the job yet')]);
    expect((await api('GET', `/api/jobs/${job.id}`)).body).toMatchObject({ ...job, history: [{}] });
  });

  test('two people at the same moment: one wins, and the other is told', async () => {
    for (let round = 0; round < 10; round++) {
      const job = await approvedJob(`model-${round}`);
      const input = { id: job.id, body: {} };
      const outcomes = await Promise.allSettled([
        completeJob({ actor: { ...operator, name: 'ada' }, input }),
        failJob({ actor: { ...operator, name: 'bob' }, input }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'CONFLICT', details: { job: { id: job.id } } });
      expect(await database().auditRow.count({ where: { entityId: job.id } })).toBe(3);
    }
  });

  test('the app itself may not report it', async () => {
    const job = await approvedJob('fraud');
    const input = { id: job.id, body: {} };
    await expect(completeJob({ actor: system, input })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(failJob({ actor: system, input })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await api('GET', `/api/jobs/${job.id}`)).body.status).toBe('queued');
  });
});

test('a full queue defers jobs; a free place admits the oldest of them', async () => {
  const points = Array.from({ length: 131 }, (_, index) => point(`m-${String(index).padStart(3, '0')}`));
  await api('POST', '/api/metrics', points);
  const jobs = [];
  for (const { model_id } of points) jobs.push((await api('POST', '/api/jobs', { model_id })).body);
  expect(jobs.map(({ status }) => status)).toEqual([
    ...Array(128).fill('pending_approval'),
    ...Array(3).fill('deferred'),
  ]);
  expect((await api('GET', '/api/jobs?limit=1')).body.queue).toEqual({ used: 128, capacity: 128 });
  expect((await api('POST', `/api/jobs/${jobs[128].id}/approve`)).status).toBe(422);
  await api('POST', `/api/jobs/${jobs[5].id}/cancel`);
  const { body: waiting } = await api('GET', '/api/jobs?status=deferred');
  expect(waiting.items.map(({ id }: { id: string }) => id)).toEqual([jobs[130].id, jobs[129].id]);
  const { body: admitted } = await api('GET', `/api/jobs/${jobs[128].id}`);
  expect(admitted.history.at(-1)).toMatchObject({
    action: 'retrain_job.admitted',
    actor: 'system',
    to_status: 'pending_approval',
  });
});

test('lists are filtered and paged', async () => {
  for (const id of ['a', 'b', 'c']) await jobFor(id);
  const first = await api('GET', '/api/jobs?limit=2');
  expect(first.body.items.map((job: { model_id: string }) => job.model_id)).toEqual(['c', 'b']);
  const second = await api('GET', `/api/jobs?limit=2&cursor=${first.body.next_cursor}`);
  expect(second.body.items.map((job: { model_id: string }) => job.model_id)).toEqual(['a']);
  expect(second.body.next_cursor).toBeNull();
  const { body } = await api('GET', '/api/jobs?status=queued,pending_approval&model_id=b');
  expect(body.items).toHaveLength(1);
  expect((await api('GET', '/api/jobs?status=lost')).status).toBe(400);
  expect((await api('GET', '/api/jobs?cursor=abc')).body.errors[0].field).toBe('cursor');
  expect((await api('GET', '/api/jobs?limit=0')).body.errors[0].field).toBe('limit');
  expect((await api('GET', '/api/jobs?colour=red')).body.errors[0]).toMatchObject({ field: 'colour' });
});

describe('input that the database could not store is refused before it gets there', () => {
  const cursor = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

  test.each([
    [`/api/jobs?cursor=${cursor(1e99)}`, 400],
    [`/api/detectors?cursor=${cursor('no-uuid')}`, 400],
    [`/api/incidents?cursor=${cursor('no-uuid')}`, 400],
    [`/api/models?cursor=${cursor('\u0000')}`, 400],
    ['/api/incidents?series_id=99999999999', 400],
    ['/api/models/%00', 404],
  ])('GET %s', async (path, status) => {
    expect((await api('GET', path)).status).toBe(status);
  });

  test('PATCH of a metric whose name has a NUL', async () => {
    expect((await api('PATCH', '/api/metrics/%00', { unit: 'ms' })).status).toBe(404);
  });

  test('an unknown query parameter with the name of an object method is unknown, not repeated', async () => {
    const { body } = await api('GET', '/api/jobs?toString=1');
    expect(body.errors).toEqual([{ field: 'toString', message: 'is not a known field' }]);
  });
});
