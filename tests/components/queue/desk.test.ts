import { describe, expect, test } from 'vitest';
import { causeCount, causesOf, endedTs, isApprovalObvious, standingOf } from '@/components/queue/cause';
import { type DoubtContext, doubtsOf } from '@/components/queue/doubts';
import { earlierRetrains } from '@/components/queue/earlier';
import { jobOfHash } from '@/components/queue/linked-job';
import { byUrgency, nextOrder } from '@/components/queue/order';
import { withJob } from '@/components/queue/patch-jobs';
import { optimisticJob } from '@/components/queue/use-decision';
import { viewOf } from '../evidence/view';
import { changeOf, jobOf, reasonOf, worstOf } from './job';

const resolved = { incident_state: 'resolved', resolved_ts: '2026-02-01T00:00:00.000Z' } as const;

describe('causes', () => {
  test('two detectors on one point are one cause, and so is an incident that got worse', () => {
    const reasons = [
      reasonOf({ detector_name: 'one', incident_id: 'i1' }),
      reasonOf({ detector_name: 'two', incident_id: 'i2' }),
      reasonOf({
        detector_name: 'one',
        incident_id: 'i1',
        ts: '2026-01-31T15:00:00.000Z',
        text: 'got worse',
      }),
      reasonOf({ series_id: 2, incident_id: 'i3' }),
      reasonOf({ kind: 'manual', series_id: null, incident_id: null, metric: null }),
      reasonOf({ kind: 'manual', series_id: null, incident_id: null, metric: null }),
    ];
    const causes = causesOf(reasons);
    expect(causes).toHaveLength(4);
    expect(causes[0]).toMatchObject({ detectors: ['one', 'two'], reason: { text: 'got worse' } });
    expect(causeCount(jobOf({ reasons }))).toBe('4');
    expect(causeCount(jobOf({ reasons, reason_count: 40 }))).toBe('4+');
  });

  test('what is over is told from what settled at a new level and what still drifts', () => {
    const back = reasonOf({ ...resolved, resolution: 'recovered' });
    const stayed = reasonOf({
      ...resolved,
      resolution: 'new_level',
      resolved_ts: '2026-02-02T00:00:00.000Z',
    });
    expect(standingOf(jobOf({ cause: 'active', reasons: [back, reasonOf()] }))).toBe('drifting');
    expect(standingOf(jobOf({ cause: 'over', reasons: [back] }))).toBe('over');
    expect(standingOf(jobOf({ cause: 'over', reasons: [back, stayed] }))).toBe('settled');
    expect(endedTs(jobOf({ cause: 'over', reasons: [stayed, back] }))).toBe(stayed.resolved_ts);
    expect(endedTs(jobOf({ cause: 'active', reasons: [back] }))).toBeNull();
  });
});

describe('isApprovalObvious', () => {
  test.each([
    ['a clear drift that goes on', { cause: 'active', worst: worstOf(changeOf(-8)) }, true],
    ['a person has asked', { cause: 'none' }, true],
    ['a change within the noise', { cause: 'active', worst: worstOf(changeOf(-0.4)) }, false],
    [
      'a change of two hundredths of a percent',
      { cause: 'active', worst: worstOf(changeOf(null, 0.0002)) },
      false,
    ],
    ['the cause is over', { cause: 'over', worst: worstOf(changeOf(-8)) }, false],
  ] as const)('%s', (_, given, isObvious) => {
    expect(isApprovalObvious(jobOf({ reasons: [reasonOf()], ...given }))).toBe(isObvious);
  });
});

describe('doubtsOf', () => {
  const context = (given: Partial<DoubtContext>): DoubtContext => ({
    by_label: [],
    annotations: [],
    ...given,
  });
  const clear = { worst: worstOf(changeOf(-8)) };

  test('latency alone is how the model is served', () => {
    const latency = reasonOf({ metric: 'latency_p95_ms', unit: 'ms', series_id: 3, incident_id: 'i3' });
    expect(doubtsOf(jobOf({ ...clear, reasons: [latency] }), null)).toEqual([
      'Only latency has changed. That is how the model is served, not what it has learned.',
    ]);
    expect(doubtsOf(jobOf({ ...clear, reasons: [latency, reasonOf()] }), null)).toEqual([]);
  });

  test('traffic alone is no quality, but a rate of errors or clicks is', () => {
    const rate = (metric: string) => doubtsOf(jobOf({ ...clear, reasons: [reasonOf({ metric })] }), null);
    expect(rate('prediction_rate')).toEqual(['Only traffic has changed, not how well the model does.']);
    expect(rate('click_rate')).toEqual([]);
    expect(rate('error_rate')).toEqual([]);
  });

  test('one value of a label alone is named with the series of it', () => {
    const by_label = [
      { name: 'version', value: '2026.11', total: 5, moved: 5 },
      { name: 'version', value: '2026.10', total: 5, moved: 0 },
      { name: 'region', value: 'eu', total: 2, moved: 1 },
      { name: 'region', value: 'us', total: 2, moved: 1 },
    ];
    expect(doubtsOf(jobOf({ ...clear, reasons: [reasonOf()] }), context({ by_label }))).toEqual([
      'Only version=2026.11 has moved (5 of 5 series); the other value has not. Look at what is special there first.',
    ]);
  });

  test('a deploy shortly before the onset is named; an older one is not', () => {
    const annotations = (ts: string) => [{ ts, text: '2026.11', kind: 'deploy' as const }];
    const doubts = (ts: string) =>
      doubtsOf(jobOf({ ...clear, reasons: [reasonOf()] }), context({ annotations: annotations(ts) }));
    expect(doubts('2026-01-31T09:40:00.000Z')).toEqual([
      'It began right after a deploy (“2026.11”). Rolling that back may be the better answer.',
    ]);
    expect(doubts('2026-01-29T09:40:00.000Z')).toEqual([]);
  });
});

describe('the order of the desk', () => {
  test('what still drifts comes first, the largest of it first; what is over comes last', () => {
    const jobs = [
      jobOf({ id: 'over', cause: 'over', worst: worstOf(changeOf(-20)) }),
      jobOf({ id: 'asked' }),
      jobOf({ id: 'small', cause: 'active', worst: worstOf(changeOf(3)) }),
      jobOf({ id: 'large', cause: 'active', worst: worstOf(changeOf(-9)) }),
    ];
    expect(jobs.sort(byUrgency).map(({ id }) => id)).toEqual(['large', 'small', 'asked', 'over']);
  });

  test('nothing moves: what left stays, what is new is held back, an older page goes to the end', () => {
    expect(nextOrder([], ['a', 'b'], new Set())).toEqual({ ids: ['a', 'b'], held: [] });
    expect(nextOrder(['a', 'b'], ['new', 'b', 'old'], new Set(['old']))).toEqual({
      ids: ['a', 'b', 'old'],
      held: ['new'],
    });
  });
});

test('a decided job is patched in lists, pages and details, and nothing else is touched', () => {
  const job = jobOf();
  const decided = optimisticJob({ job, decision: 'approve', comment: 'go' }, '2026-02-01T00:00:00.000Z');
  expect(decided).toMatchObject({ status: 'queued', decision: 'approved', comment: 'go', closed_at: null });
  const other = jobOf({ id: 'other' });
  expect(withJob({ pages: [{ items: [other, job] }], pageParams: [] }, decided)).toMatchObject({
    pages: [{ items: [other, { status: 'queued' }] }],
  });
  expect(withJob({ ...job, history: [1] }, decided)).toMatchObject({ status: 'queued', history: [1] });
  expect(withJob(other, decided)).toBe(other);
});

test('an earlier retrain says when the next drift came, and whether one did', () => {
  const ended = jobOf({ id: 'first', status: 'succeeded', closed_at: '2026-01-01T00:00:00.000Z' });
  const later = jobOf({ id: 'later', status: 'succeeded', closed_at: '2026-03-01T00:00:00.000Z' });
  const incident = viewOf([1, 2], { created_at: '2026-02-01T00:00:00.000Z' });
  expect(earlierRetrains([later, ended, jobOf({ id: 'this' })], [incident], 'this')).toEqual([
    { job: later, nextDriftTs: null },
    { job: ended, nextDriftTs: incident.created_at },
  ]);
});

test('links of other screens name a job by hash', () => {
  expect(jobOfHash('#job-7c9e')).toBe('7c9e');
  expect(jobOfHash('#main')).toBeNull();
});
