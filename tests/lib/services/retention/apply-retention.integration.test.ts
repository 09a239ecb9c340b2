import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import { database } from '@/lib/db/client';
import { rollUp } from '@/lib/db/roll-up';
import { seriesWithOldPoints } from '@/lib/db/sql/retention';
import { upsertRollups } from '@/lib/db/sql/rollups';
import { prismaRunner } from '@/lib/db/sql-runner';
import { operator, system } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { applyRetention } from '@/lib/services/retention/apply-retention';
import { finishDeletions } from '@/lib/services/series/finish-deletions';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { openPipeline, whatIsStored } from '../../../helpers/ingest';

vi.setConfig({ testTimeout: 120_000 });
withTestDatabase();

const day = 86_400_000;
const now = new Date('2026-06-01T12:00:00Z');
/** Midnight, `days` days before today. */
const at = (days: number) => Date.UTC(2026, 5, 1) - days * day;
const detectorId = '00000000-0000-7000-8000-000000000000';
const sql = () => prismaRunner(database());

const retention = {
  RETENTION_POINTS_DAYS: 90,
  RETENTION_READINGS_DAYS: 90,
  RETENTION_FIVE_MINUTES_DAYS: 180,
  RETENTION_HOURLY_DAYS: 365,
  RETENTION_DAILY_DAYS: 0,
  RETENTION_SERIES_DAYS: 365,
  RETENTION_AUDIT_DAYS: 0,
};
const apply = (changes: Partial<typeof retention> = {}, signal?: AbortSignal) =>
  applyRetention({
    actor: system,
    now,
    input: { days: { ...retention, ...changes }, ...(signal && { signal }) },
  });

/**
 * Creates a series with a point per day for 400 days, that arrived when they happened, with a run and its
 * readings.
 */
async function seed() {
  const times = Array.from({ length: 400 }, (_, index) => at(index) + 3_600_000);
  await sql()(`INSERT INTO models (id) VALUES ('m')`, []);
  await sql()(`INSERT INTO metrics (name, direction) VALUES ('accuracy', 'higher_is_better')`, []);
  await sql()(
    `INSERT INTO series (model_id, metric, labels, labels_key, last_ts, rolled_up_to)
     SELECT 'm', 'accuracy', '{}', '{}', last, last FROM to_timestamp($1::float8 / 1000) AS last`,
    [times[0]],
  );
  await sql()(
    `INSERT INTO points (series_id, ts, value, received_at)
     SELECT 1, to_timestamp(ts / 1000), 1, to_timestamp(ts / 1000) FROM unnest($1::float8[]) AS point(ts)`,
    [times],
  );
  const points = times.map((tsMs) => ({ seriesId: 1, tsMs, value: 1, late: false }));
  await upsertRollups(sql(), rollUp(points, [300, 3600, 86_400]));
  await sql()(
    `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
     VALUES ($1::uuid, 'd', '*', '*', 'ewma', '{}', now())`,
    [detectorId],
  );
  await sql()(
    `INSERT INTO detector_runs (detector_id, series_id, revision, state, checkpoint_ts)
     VALUES ($1::uuid, 1, 1, '{}', to_timestamp($2::float8 / 1000))`,
    [detectorId, at(0)],
  );
  // Chunks of ten days each, the last one as old as the state.
  await sql()(
    `INSERT INTO reading_chunks (run_id, first_ts, last_ts, ts, statistics, thresholds, levels, worst_level, worst_ts)
     SELECT 1, min(ts), max(ts), array_agg(ts ORDER BY ts), array_agg(NULL::float8), array_agg(NULL::float8),
       array_agg(1::int2), 'stable', min(ts)
     FROM (SELECT ts, (row_number() OVER (ORDER BY ts) - 1) / 10 AS chunk FROM points) AS numbered GROUP BY chunk`,
    [],
  );
}
beforeEach(async () => {
  await emptyDatabase();
  await seed();
});

/** Returns the age in days of the oldest remaining row. */
async function oldest(table: 'points' | 'reading_chunks') {
  const ts = table === 'points' ? 'ts' : 'first_ts';
  const [row] = await sql()<{ ts: Date }>(`SELECT min(${ts}) AS ts FROM ${table}`, []);
  return row?.ts ? (at(0) - Math.floor(row.ts.getTime() / day) * day) / day : null;
}
const rollupCount = (step: number) => database().rollup.count({ where: { stepSeconds: step } });

/** Creates an incident that opened `openedDays` ago after an onset, with evidence from `evidenceDays` on. */
async function incident(state: string, openedDays: number, onsetDays: number, evidenceDays: number) {
  const evidence = {
    windows: { reference: { from: new Date(at(evidenceDays)).toISOString() } },
    values: [{ ts: new Date(at(openedDays + 1)).toISOString() }],
  };
  await sql()(
    `INSERT INTO incidents (id, detector_id, series_id, model_id, detector_name, method, state, opened_ts, onset_ts,
       value, statistic, threshold, evidence, evidence_hash)
     VALUES ($1::uuid, $2::uuid, 1, 'm', 'd', 'ewma', $3::incident_state, to_timestamp($4::float8 / 1000),
       to_timestamp($5::float8 / 1000), 1, 1, 1, $6::json, '')`,
    [
      '00000000-0000-7000-8000-00000000000a',
      detectorId,
      state,
      at(openedDays),
      at(onsetDays),
      JSON.stringify(evidence),
    ],
  );
}

async function jobOfIncident(closed: boolean) {
  const id = '00000000-0000-7000-8000-00000000000b';
  await sql()(
    `INSERT INTO retrain_jobs (id, model_id, status, closed_at, updated_at)
     VALUES ($1::uuid, 'm', 'pending_approval', CASE WHEN $2::bool THEN now() END, now())`,
    [id, closed],
  );
  await sql()(
    `INSERT INTO job_reasons (job_id, kind, incident_id, ts) VALUES ($1::uuid, 'drift_detected', $2::uuid, now())`,
    [id, '00000000-0000-7000-8000-00000000000a'],
  );
}

test('every resolution is kept as long as its setting says', async () => {
  const deleted = await apply();
  expect(await oldest('points')).toBe(90);
  // The chunk of days 99 to 90 is old, that of days 89 to 80 is not.
  expect(await oldest('reading_chunks')).toBe(89);
  expect(await rollupCount(300)).toBe(180);
  expect(await rollupCount(3600)).toBe(365);
  expect(await rollupCount(86_400)).toBe(400);
  expect(deleted).toEqual({
    points: 309,
    readingChunks: 31,
    rollups: 220 + 35,
    idempotencyKeys: 0,
    series: 0,
    auditRows: 0,
  });
  expect(await apply()).toEqual({
    points: 0,
    readingChunks: 0,
    rollups: 0,
    idempotencyKeys: 0,
    series: 0,
    auditRows: 0,
  });
});

test('a series is visited when a whole day of it is old, not at every pass', async () => {
  const visited = (time: Date) => seriesWithOldPoints(database(), new Date(time.getTime() - 90 * day));
  expect(await visited(now)).toEqual([1]);
  await apply();
  expect(await visited(now)).toEqual([]);
  const midnight = at(-1);
  expect(await visited(new Date(midnight - 1))).toEqual([]);
  expect(await visited(new Date(midnight))).toEqual([1]);
});

test('0 keeps data forever', async () => {
  const never = Object.fromEntries(Object.keys(retention).map((name) => [name, 0]));
  expect(await apply(never)).toMatchObject({ points: 0, readingChunks: 0, rollups: 0 });
});

describe('data kept beyond their age', () => {
  it('are those an open incident needs: its reference window and the time before its onset', async () => {
    await incident('open', 100, 110, 250);
    await apply();
    // The chunk of days 259 to 250 is needed because of its last day.
    expect([await oldest('points'), await oldest('reading_chunks')]).toEqual([250, 259]);
  });

  it('include the time before the onset, if the reference is younger', async () => {
    await incident('acknowledged', 100, 110, 100);
    await apply();
    expect(await oldest('points')).toBe(130);
  });

  it('are those an open job shows of a past incident, but not when the job is closed', async () => {
    await incident('resolved', 100, 110, 250);
    await jobOfIncident(false);
    await apply();
    expect(await oldest('points')).toBe(250);
    await sql()(`UPDATE retrain_jobs SET closed_at = now()`, []);
    await apply();
    expect(await oldest('points')).toBe(90);
  });

  it('are recent arrivals, however old their event time, and everything after them', async () => {
    await sql()(
      `UPDATE points SET received_at = $1::timestamptz WHERE ts < to_timestamp($2::float8 / 1000)`,
      [now, at(250)],
    );
    expect(await apply()).toMatchObject({ points: 0, readingChunks: 0, rollups: 0 });
    await sql()(
      `DELETE FROM points WHERE received_at = $1::timestamptz AND ts < to_timestamp($2::float8 / 1000)`,
      [now, at(252)],
    );
    await apply();
    expect(await oldest('points')).toBe(252);
  });

  it('are rollups of points that still exist', async () => {
    await apply({ RETENTION_POINTS_DAYS: 300, RETENTION_FIVE_MINUTES_DAYS: 10 });
    expect(await rollupCount(300)).toBe(301);
  });
});

describe('points that are not rolled up yet', () => {
  const daily = () =>
    database().rollup.findMany({ where: { stepSeconds: 86_400 }, orderBy: { bucket: 'asc' } });
  const rolledUpTo = async () => (await database().series.findFirstOrThrow()).rolledUpTo;

  it('are rolled up before they are deleted, also in a series that gets no more points', async () => {
    const rolledUp = await daily();
    await sql()('TRUNCATE rollups', []);
    await sql()('UPDATE series SET rolled_up_to = NULL', []);
    expect((await apply()).points).toBe(309);
    expect(await daily()).toEqual(rolledUp);
    expect(await rolledUpTo()).toEqual(new Date(at(0) + 3_600_000));
    await apply({ RETENTION_POINTS_DAYS: 1 });
    expect(await daily()).toEqual(rolledUp);
  });

  it('are rolled up if the tail starts among points to delete', async () => {
    const rolledUp = await daily();
    const last = new Date(at(200) + 3_600_000);
    await sql()('DELETE FROM rollups WHERE last_ts > $1::timestamptz', [last]);
    await sql()('UPDATE series SET rolled_up_to = $1::timestamptz', [last]);
    await apply();
    expect(await daily()).toEqual(rolledUp);
  });

  it('stay a tail if it starts among points to keep', async () => {
    const last = new Date(at(50) + 3_600_000);
    await sql()('DELETE FROM rollups WHERE last_ts > $1::timestamptz', [last]);
    await sql()('UPDATE series SET rolled_up_to = $1::timestamptz', [last]);
    expect((await apply()).points).toBe(309);
    expect([await daily(), await rolledUpTo()]).toMatchObject([{ length: 350 }, last]);
  });
});

describe('points from which states are rebuilt', () => {
  const index = (tsMs: number) => tsMs / 60_000;
  const point = (tsMs: number) => ({
    model_id: 'm',
    metric: 'accuracy',
    value: 0.9 + ((index(tsMs) * 7) % 11) / 1000,
    ts: tsMs,
  });
  /** A point per minute, from three days ago on; fewer than a checkpoint needs. */
  const points = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, minute) => point(at(3) + (from + minute) * 60_000));
  const oneDay = { RETENTION_POINTS_DAYS: 1, RETENTION_READINGS_DAYS: 0 };

  async function post(posted: ReturnType<typeof points>, days: number) {
    const { submit, close } = openPipeline();
    await submit(posted, { receivedAt: new Date(at(days)) });
    await close();
  }
  const states = async () => (await whatIsStored()).states;
  beforeEach(async () => {
    await emptyDatabase();
    for (const method of ['cusum', 'ks'])
      await createDetector({
        actor: operator,
        input: { name: method, model_pattern: '*', metric_pattern: '*', method, params: {} },
      });
  });

  it('go into the states first, which continue as if nothing had been deleted', async () => {
    await post(points(0, 900), 3);
    expect(await database().detectorRun.findMany({ select: { checkpointTs: true } })).toEqual([
      { checkpointTs: null },
      { checkpointTs: null },
    ]);
    const before = await whatIsStored();
    expect((await apply(oneDay)).points).toBe(900);
    expect((await whatIsStored()).states).toEqual(before.states);
    expect((await whatIsStored()).readings).toEqual(before.readings);
    await post(points(900, 1200), 0);
    const after = await states();
    await sql()(
      'TRUNCATE series, models, points, rollups, detector_runs, reading_chunks, incidents RESTART IDENTITY CASCADE',
      [],
    );
    await post(points(0, 900), 3);
    await post(points(900, 1200), 0);
    expect(after).toEqual(await states());
  });

  it('are deleted although the state is of another version of its method: the run is primed on the rest', async () => {
    await post(points(0, 900), 3);
    await sql()(`UPDATE detector_runs SET state = '{"version":0}'`, []);
    expect((await apply(oneDay)).points).toBe(900);
    await post(points(900, 930), 0);
    expect((await whatIsStored()).readings).toHaveLength(60);
  });

  it('are deleted down to the last one, also if the state is that of the last point', async () => {
    await post(points(0, 1200), 3);
    expect((await database().detectorRun.findFirstOrThrow()).checkpointTs?.getTime()).toBe(
      at(3) + 1199 * 60_000,
    );
    expect((await apply(oneDay)).points).toBe(1200);
  });
});

describe('a series that has ended', () => {
  const age = (days: number) =>
    sql()(`UPDATE series SET created_at = $1::timestamptz, last_ts = $1::timestamptz`, [new Date(at(days))]);
  const noPoints = () => sql()('DELETE FROM points', []);
  const isLeft = async () => (await database().series.count()) > 0;

  it('is deleted a year after its newest point, with its rollups and its model, and audited', async () => {
    await age(366);
    await noPoints();
    expect(await apply()).toMatchObject({ series: 1 });
    expect([await database().series.count(), await database().model.count()]).toEqual([0, 0]);
    await finishDeletions({ actor: system, input: {} });
    expect([await rollupCount(86_400), await database().readingChunk.count()]).toEqual([0, 0]);
    const rows = await database().auditRow.findMany({ orderBy: { id: 'asc' } });
    expect(rows.map(({ action, actor }) => [action, actor])).toEqual([
      ['series.deleted', 'system'],
      ['model.deleted', 'system'],
    ]);
  });

  it.each([
    ['while it has points', () => age(366)],
    ['before the year is over', () => age(364).then(noPoints)],
    [
      'when it came into being lately, with old points',
      async () => {
        await age(366);
        await noPoints();
        await sql()('UPDATE series SET created_at = $1::timestamptz', [now]);
      },
    ],
    [
      'with an open incident',
      async () => {
        await age(366);
        await noPoints();
        await incident('open', 370, 371, 380);
      },
    ],
    [
      'when an open job shows an incident of it',
      async () => {
        await age(366);
        await noPoints();
        await incident('resolved', 370, 371, 380);
        await jobOfIncident(false);
      },
    ],
  ])('stays %s', async (_, prepare) => {
    await prepare();
    await apply();
    expect(await isLeft()).toBe(true);
  });

  it('stays forever with 0', async () => {
    await age(3000);
    await noPoints();
    await apply({ RETENTION_SERIES_DAYS: 0 });
    expect(await isLeft()).toBe(true);
  });

  it('leaves a model for which a post is creating another series', async () => {
    await age(366);
    await noPoints();
    const passed = await database().$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO series (model_id, metric, labels, labels_key) VALUES ('m', 'accuracy', '{"a": "b"}', 'a')`;
      const deleted = apply();
      // The deletion is over, or waits for this transaction; then it sees a series without rows.
      await expect
        .poll(async () => {
          const [row] = await sql()<{ count: number }>(
            `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted`,
            [],
          );
          return (row?.count ?? 0) > 0 || (await database().series.count()) === 0;
        })
        .toBe(true);
      return { deleted };
    });
    expect(await passed.deleted).toMatchObject({ series: 1 });
    expect([await database().series.count(), await database().model.count()]).toEqual([1, 1]);
  });

  it('leaves a model that has jobs', async () => {
    await age(366);
    await noPoints();
    await incident('resolved', 370, 371, 380);
    await jobOfIncident(true);
    expect(await apply()).toMatchObject({ series: 1 });
    expect(await database().model.count()).toBe(1);
  });
});

test('responses for idempotency keys are deleted after a day', async () => {
  await sql()(
    `INSERT INTO idempotency_keys (key, body_hash, answer, created_at) VALUES ('old', '', '{}', $1::timestamptz), ('new', '', '{}', $2::timestamptz)`,
    [new Date(now.getTime() - day - 1), new Date(now.getTime() - day + 1)],
  );
  expect((await apply()).idempotencyKeys).toBe(1);
  expect(await database().idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: 'new' }]);
});

test('more than a chunk is deleted in several statements', async () => {
  await sql()(
    `INSERT INTO points (series_id, ts, value, received_at)
     SELECT 1, ts, 1, ts FROM generate_series(1, 12000) AS n, LATERAL (SELECT to_timestamp($1::float8 / 1000) + (n - 0.5) * interval '1 second' AS ts) AS made`,
    [at(399)],
  );
  expect((await apply()).points).toBe(12_309);
  expect(await oldest('points')).toBe(90);
});

test('an app that is stopping is not delayed', async () => {
  expect(await apply({}, AbortSignal.abort())).toEqual({
    points: 0,
    readingChunks: 0,
    rollups: 0,
    idempotencyKeys: 0,
    series: 0,
    auditRows: 0,
  });
  expect(await oldest('points')).toBe(399);
});
