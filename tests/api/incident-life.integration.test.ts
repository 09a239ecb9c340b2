import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { system } from '@/lib/services/call';
import { adoptIncident } from '@/lib/services/incidents/adopt-incident';
import { normals } from '../contract/seeded-numbers';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';
import { countAllReadings, openPipeline, whatIsStored } from '../helpers/ingest';

withTestDatabase();
beforeEach(emptyDatabase);

const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 60 * 60 * 1000;

/** Returns a function that sends noisy values to one series, one segment after the other. */
function sender() {
  let count = 0;
  return async (mean: number, length: number, seed: number, sd = 0.005) => {
    const points = normals(seed, length, mean, sd).map((value, index) => ({
      model_id: 'fraud',
      metric: 'accuracy',
      value,
      ts: startMs + (count + index) * hourMs,
    }));
    count += length;
    const { status, body } = await api('POST', '/api/metrics', points);
    expect([status, body.accepted]).toEqual([200, length]);
    return body;
  };
}

const detector = (method: string, more: object = {}) =>
  api('POST', '/api/detectors', { name: method, metric_pattern: 'accuracy', method, ...more });
const incidents = async () => (await api('GET', '/api/incidents')).body.items;
const jobs = async () => (await api('GET', '/api/jobs')).body.items;
const auditOf = (entityId: string) =>
  database().auditRow.findMany({ where: { entityId }, orderBy: { id: 'asc' } });

async function completeOpenJob() {
  const [job] = await jobs();
  expect((await api('POST', `/api/jobs/${job.id}/approve`)).status).toBe(200);
  expect((await api('POST', `/api/jobs/${job.id}/complete`)).status).toBe(200);
  return job.id;
}

describe.each(['cusum', 'ks'])('%s with a fixed reference', (method) => {
  test('a second fall after a completed retrain is a new incident and a new job', async () => {
    await detector(method);
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 400, 2);
    const first = await completeOpenJob();
    expect(await incidents()).toMatchObject([{ state: 'resolved', resolution: 'new_level', job_id: first }]);
    await send(0.85, 400, 3);
    expect(await incidents()).toHaveLength(1);
    const { detected } = await send(0.7, 100, 4);
    expect(detected).toHaveLength(1);
    expect(await incidents()).toMatchObject([{ state: 'open' }, { resolution: 'new_level' }]);
    expect((await jobs()).map(({ status }: { status: string }) => status)).toEqual([
      'pending_approval',
      'succeeded',
    ]);
  });

  test('so is a fall before the level after the retrain is known', async () => {
    await detector(method);
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 400, 2);
    await completeOpenJob();
    expect((await send(0.7, 60, 4)).detected).toHaveLength(1);
  });

  test('a retrain that restores the good level is not an incident, but another fall from there is', async () => {
    await detector(method);
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 400, 2);
    await completeOpenJob();
    expect((await send(0.9, 500, 3)).detected).toEqual([]);
    expect((await send(0.85, 100, 4)).detected).toHaveLength(1);
  });

  test('a second, worse fall without a retrain escalates the incident and adds a reason', async () => {
    await detector(method);
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 400, 2);
    expect((await send(0.7, 100, 3)).detected).toEqual([]);
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ state: 'open', escalation_count: 1, resolution: null });
    expect(incident.escalated_delta).toBeLessThan(0);
    const [job, ...otherJobs] = await jobs();
    expect(otherJobs).toEqual([]);
    expect(job.reasons).toMatchObject([
      { kind: 'drift_detected', text: null },
      { kind: 'drift_detected', text: 'worse within an open incident', delta: incident.escalated_delta },
    ]);
    const audit = await auditOf(incident.id);
    expect(audit.map(({ action }) => action)).toEqual(['incident.opened', 'incident.escalated']);
    expect(audit[1]?.detail).toMatchObject({ ts: incident.escalated_ts, value: incident.escalated_value });
    const announced = await database().outboxRow.findMany({ where: { audit: { entityId: incident.id } } });
    expect(announced).toHaveLength(2);
  });
});

const adopt = (id: string, body?: object) => api('POST', `/api/incidents/${id}/adopt`, body);

/** Opens an incident by a fall to 0.85, and returns how to continue. */
async function fallen(method = 'cusum', rules: object = {}) {
  const { body } = await detector(method, rules);
  const send = sender();
  await send(0.9, 600, 1);
  await send(0.85, 300, 2);
  const [incident] = await incidents();
  expect(incident).toMatchObject({ state: 'open', can_adopt: true });
  return { detectorId: body.id, incident, send };
}

describe('a person who adopts the new level', () => {
  test('ends the incident, and the next fall is measured from there', async () => {
    const { incident, send } = await fallen();
    const { status, body } = await adopt(incident.id, { comment: 'new customers' });
    expect([status, body.state, body.resolution]).toEqual([200, 'resolved', 'new_level']);
    expect(body.resolved_ts).toBe(new Date(startMs + 899 * hourMs).toISOString());
    expect((await send(0.85, 300, 3)).detected).toEqual([]);
    expect((await send(0.8, 50, 4)).detected).toHaveLength(1);
    const audit = await auditOf(incident.id);
    expect(audit.at(-1)).toMatchObject({
      action: 'incident.adopted',
      actor: 'operator',
      fromStatus: 'open',
      toStatus: 'resolved',
      detail: { resolution: 'new_level', from: expect.any(String), comment: 'new customers' },
    });
  });

  test('does not change the job of the incident', async () => {
    const { incident } = await fallen();
    await adopt(incident.id);
    expect((await jobs())[0].status).toBe('pending_approval');
  });

  test('may give the time: only points since then are learned', async () => {
    const { incident, send } = await fallen();
    await send(0.7, 100, 3);
    const from = new Date(startMs + 905 * hourMs).toISOString();
    expect((await adopt(incident.id, { from })).status).toBe(200);
    const { body } = await api('GET', `/api/series/${incident.series_id}/readings`);
    expect(body.items[0].windows.reference).toMatchObject({ from, mean: expect.closeTo(0.7, 2) });
    expect((await send(0.7, 200, 4)).detected).toEqual([]);
    expect((await send(0.5, 50, 5)).detected).toHaveLength(1);
  });

  test('keeps all earlier readings, and loses no point', async () => {
    const { incident, send } = await fallen();
    const before = await countAllReadings();
    expect(before).toBe(900);
    await adopt(incident.id);
    expect(await countAllReadings()).toBe(900);
    await send(0.85, 10, 3);
    expect(await countAllReadings()).toBe(910);
  });

  test('is told the second time that the incident has ended', async () => {
    const { incident } = await fallen();
    await adopt(incident.id);
    const { status, body } = await adopt(incident.id);
    expect([status, body.details.incident.resolution]).toEqual([409, 'new_level']);
  });

  test('three times at once: one wins, and one audit row is written', async () => {
    const { incident } = await fallen();
    const answers = await Promise.all([1, 2, 3].map(() => adopt(incident.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const audit = await auditOf(incident.id);
    expect(audit.filter(({ action }) => action === 'incident.adopted')).toHaveLength(1);
  });

  test('while points arrive: each of them is stored and judged once', async () => {
    const { incident, send } = await fallen();
    const sent = [];
    for (let part = 0; part < 20; part += 1) sent.push(send(0.85, 5, 10 + part));
    const [{ status }] = await Promise.all([adopt(incident.id), ...sent]);
    expect(status).toBe(200);
    expect(await database().point.count()).toBe(1000);
    expect(await countAllReadings()).toBe(1000);
    expect((await incidents()).map(({ resolution }: { resolution: string }) => resolution)).toEqual([
      'new_level',
    ]);
  });

  test.each([
    ['an invalid time', { from: 'yesterday' }, 400],
    ['a future time', { from: '2999-01-01T00:00:00Z' }, 400],
    ['an unknown field', { since: 'onset' }, 400],
  ])('is refused with %s, and nothing changes', async (_, body, status) => {
    const { incident } = await fallen();
    expect((await adopt(incident.id, body)).status).toBe(status);
    expect((await incidents())[0].state).toBe('open');
  });

  test.each(['5b3c2a10-0000-7000-8000-000000000000', 'x'])(
    'gets 404 for an unknown incident (%s)',
    async (id) => {
      expect((await adopt(id)).status).toBe(404);
    },
  );

  test('cannot move fixed limits', async () => {
    await detector('static_threshold', { params: { lower: 0.8 } });
    await sender()(0.5, 5, 1);
    const [incident] = await incidents();
    expect(incident.can_adopt).toBe(false);
    expect((await adopt(incident.id)).status).toBe(422);
  });

  test('must be a person', async () => {
    const { incident } = await fallen();
    const call = { actor: system, input: { id: incident.id, body: {} } };
    await expect(adoptIncident(call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the adopt rule of a detector', () => {
  test('never: a completed retrain leaves the incident open', async () => {
    const { send } = await fallen('cusum', { adopt: 'never' });
    await completeOpenJob();
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    await send(0.7, 100, 3);
    expect(await incidents()).toMatchObject([{ state: 'open', escalation_count: 1 }]);
    expect((await jobs())[0]).toMatchObject({ status: 'pending_approval', reason_count: 1 });
  });

  test('after days: the incident ends by itself, by event time', async () => {
    await detector('cusum', { adopt: 'after_days', adopt_after_days: 5 });
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 100, 2);
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    await send(0.85, 100, 3);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ state: 'resolved', resolution: 'new_level' });
    expect(Date.parse(incident.resolved_ts) - Date.parse(incident.opened_ts)).toBe(5 * 24 * hourMs);
    expect((await send(0.8, 100, 4)).detected).toHaveLength(1);
  });

  test('a completed retrain is in the audit trail of the incident', async () => {
    const { incident } = await fallen();
    const jobId = await completeOpenJob();
    expect((await auditOf(incident.id)).at(-1)).toMatchObject({
      action: 'incident.adopted',
      detail: { resolution: 'new_level', job_id: jobId },
    });
  });

  test('two people complete a job at once: one wins, and the incident is adopted once', async () => {
    const { incident } = await fallen();
    const [job] = await jobs();
    await api('POST', `/api/jobs/${job.id}/approve`);
    const answers = await Promise.all([1, 2].map(() => api('POST', `/api/jobs/${job.id}/complete`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const audit = await auditOf(incident.id);
    expect(audit.filter(({ action }) => action === 'incident.adopted')).toHaveLength(1);
  });

  test('a failed retrain adopts nothing', async () => {
    await fallen();
    const [job] = await jobs();
    await api('POST', `/api/jobs/${job.id}/approve`);
    await api('POST', `/api/jobs/${job.id}/fail`);
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
  });

  test.each([
    [{ adopt: 'after_days' }, 'adopt_after_days'],
    [{ adopt: 'never', adopt_after_days: 3 }, 'adopt_after_days'],
    [{ adopt: 'after_days', adopt_after_days: 0 }, 'adopt_after_days'],
    [{ adopt: 'sometimes' }, 'adopt'],
    [{ min_change: { value: 0, unit: 'absolute' } }, 'min_change.value'],
    [{ min_change: { value: 1 } }, 'min_change.unit'],
    [{ min_change: 0.01 }, 'min_change'],
  ])('%j is refused at %s', async (rules, field) => {
    const { status, body } = await detector('cusum', rules);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  test('another rule removes its days, and days without their rule are refused', async () => {
    const { body } = await detector('cusum', { adopt: 'after_days', adopt_after_days: 5 });
    const change = (patch: object) => api('PATCH', `/api/detectors/${body.id}`, patch);
    expect((await change({ adopt: 'never' })).body).toMatchObject({ adopt: 'never', adopt_after_days: null });
    expect((await change({ adopt_after_days: 2 })).status).toBe(400);
    expect((await change({ adopt: 'after_days' })).body.errors[0].field).toBe('adopt_after_days');
  });

  test('never and on_completion can be exchanged without a restart of the run', async () => {
    const { detectorId, send } = await fallen();
    const change = await api('PATCH', `/api/detectors/${detectorId}`, { adopt: 'never' });
    expect(change.body).toMatchObject({ revision: 1, open_incident_count: 1 });
    await send(0.7, 100, 3);
    expect(await incidents()).toMatchObject([{ state: 'open', escalation_count: 1 }]);
  });
});

describe('a run that is primed again after it has adopted a level', () => {
  const edit = (id: string) => api('PATCH', `/api/detectors/${id}`, { params: { threshold: 14 } });

  test('by a person continues from that level', async () => {
    const { detectorId, incident, send } = await fallen();
    await adopt(incident.id);
    await edit(detectorId);
    expect((await send(0.85, 300, 3)).detected).toEqual([]);
    expect((await send(0.8, 50, 4)).detected).toHaveLength(1);
  });

  test('by a retrain continues from what came after it', async () => {
    const { detectorId, send } = await fallen();
    await completeOpenJob();
    await send(0.8, 200, 3);
    await edit(detectorId);
    expect((await send(0.8, 200, 4)).detected).toEqual([]);
    expect((await send(0.7, 50, 5)).detected).toHaveLength(1);
  });

  test('by its rule continues from that level', async () => {
    const { body } = await detector('cusum', { adopt: 'after_days', adopt_after_days: 5 });
    const send = sender();
    await send(0.9, 600, 1);
    await send(0.85, 300, 2);
    expect(await incidents()).toMatchObject([{ resolution: 'new_level' }]);
    await edit(body.id);
    expect((await send(0.85, 200, 3)).detected).toEqual([]);
    expect((await send(0.8, 50, 4)).detected).toHaveLength(1);
  });
});

describe('a minimum change', () => {
  const small = { min_change: { value: 0.1, unit: 'absolute' } };

  test('keeps smaller drifts at a warning, and opens the incident of a larger one', async () => {
    await detector('cusum', small);
    const send = sender();
    await send(0.9, 600, 1);
    expect((await send(0.85, 100, 2)).detected).toEqual([]);
    const { body: model } = await api('GET', '/api/models/fraud');
    expect(model.series[0].level).toBe('warning');
    expect((await send(0.7, 100, 3)).detected).toHaveLength(1);
  });

  test('gives other readings of the same history when it is changed', async () => {
    const { detectorId } = await fallen();
    const { body } = await api('PATCH', `/api/detectors/${detectorId}`, small);
    expect(body).toMatchObject({ ...small, revision: 2 });
    expect((await incidents())[0].resolution).toBe('detector_changed');
    expect((await api('GET', '/api/models/fraud')).body.series[0].level).toBe('warning');
    const cleared = await api('PATCH', `/api/detectors/${detectorId}`, { min_change: null });
    expect(cleared.body.min_change).toBeNull();
    expect((await api('GET', '/api/models/fraud')).body.series[0].level).toBe('drift');
  });

  test('is in the evidence, like the rule', async () => {
    const rules = { min_change: { value: 1, unit: 'percent' }, adopt: 'after_days', adopt_after_days: 30 };
    const { incident } = await fallen('cusum', rules);
    const { body } = await api('GET', `/api/incidents/${incident.id}`);
    expect(body.evidence.detector).toMatchObject(rules);
  });
});

describe('a failure halfway', () => {
  /** The last write of an adoption fails, as if the process had been killed before its commit. */
  const failLate = () =>
    database().$executeRawUnsafe(
      "ALTER TABLE audit_rows ADD CONSTRAINT no_adoption CHECK (action <> 'incident.adopted') NOT VALID",
    );
  const repair = () => database().$executeRawUnsafe('ALTER TABLE audit_rows DROP CONSTRAINT no_adoption');
  const everything = async () => ({
    runs: await database().detectorRun.findMany(),
    series: await database().series.findMany(),
    incidents: await database().incident.findMany(),
    jobs: await database().retrainJob.findMany(),
    chunks: await database().readingChunk.count(),
    audit: await database().auditRow.count(),
  });

  test('through adopting or completing leaves nothing behind, and a second attempt succeeds', async () => {
    const { incident, send } = await fallen();
    const [job] = await jobs();
    await api('POST', `/api/jobs/${job.id}/approve`);
    const before = await everything();
    await failLate();
    try {
      expect((await adopt(incident.id)).status).toBe(500);
      expect(await everything()).toEqual(before);
      expect((await api('POST', `/api/jobs/${job.id}/complete`)).status).toBe(500);
      expect(await everything()).toEqual(before);
    } finally {
      await repair();
    }
    expect((await send(0.85, 10, 3)).detected).toEqual([]);
    expect((await api('POST', `/api/jobs/${job.id}/complete`)).status).toBe(200);
    expect(await incidents()).toMatchObject([{ resolution: 'new_level' }]);
    expect(await countAllReadings()).toBe(910);
  });
});

describe('a process with nothing in memory', () => {
  const send = async (pipeline: ReturnType<typeof openPipeline>, values: number[], from: number) => {
    const points = values.map((value, index) => ({
      model_id: 'fraud',
      metric: 'accuracy',
      value,
      ts: startMs + (from + index) * hourMs,
    }));
    await pipeline.submit(points);
  };
  const values = [
    ...normals(1, 600, 0.9, 0.005),
    ...normals(2, 300, 0.85, 0.005),
    ...normals(3, 200, 0.7, 0.005),
  ];

  /**
   * Returns everything stored after the values have arrived in parts, each through its own pipeline or all
   * through one.
   */
  async function stored(parts: number, isAnew: boolean) {
    await emptyDatabase();
    await detector('cusum', { adopt: 'after_days', adopt_after_days: 18 });
    let pipeline = openPipeline();
    const size = values.length / parts;
    for (let part = 0; part < parts; part += 1) {
      if (isAnew && part > 0) {
        await pipeline.close();
        pipeline = openPipeline();
      }
      await send(pipeline, values.slice(part * size, (part + 1) * size), part * size);
    }
    await pipeline.close();
    const { states, readings } = await whatIsStored();
    const rows = await database().incident.findMany({ orderBy: { openedTs: 'asc' } });
    return {
      states,
      readings,
      incidents: rows.map(
        ({ id: _, detectorId: __, createdAt: ___, evidence: ____, evidenceHash: _____, ...row }) => row,
      ),
    };
  }

  test('continues the episode exactly, whatever has been written to disk', async () => {
    const whole = await stored(1, false);
    expect(whole.incidents.map(({ escalationCount }) => escalationCount)).toEqual([1]);
    expect(await stored(22, true)).toEqual(whole);
    expect(await stored(22, false)).toEqual(whole);
  }, 60_000);

  test('continues with a state that is older than episodes', async () => {
    await detector('cusum');
    const calm = [...normals(1, 600, 0.9, 0.005), ...normals(2, 500, 0.85, 0.005)];
    const first = openPipeline();
    await send(first, calm, 0);
    await first.close();
    const [run] = await database().detectorRun.findMany();
    const { episode, successor: _, ...old } = (run?.state ?? {}) as Record<string, unknown>;
    expect(episode).not.toBeNull();
    await database().detectorRun.updateMany({ data: { state: old as never } });
    const second = openPipeline();
    await send(second, [...normals(4, 200, 0.85, 0.005), ...normals(5, 200, 0.7, 0.005)], calm.length);
    await second.close();
    const [incident, ...others] = await database().incident.findMany();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ state: 'open', escalationCount: 1 });
  });
});
