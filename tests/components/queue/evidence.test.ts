import { describe, expect, it } from 'vitest';
import { evidenceRange } from '@/components/queue/evidence-range';
import { jobOfConflict, lostRaceSentence } from '@/components/queue/lost-race';
import { ApiError } from '@/lib/http/client';
import type { Job } from '@/lib/schemas/jobs';

const day = 86_400_000;
const daily = (count: number) => Array.from({ length: count }, (_, index) => 1000 * day + index * day);

describe('evidenceRange', () => {
  it('follows the pace of the series', () => {
    const valuesMs = daily(100);
    const openedMs = valuesMs[99] ?? 0;
    expect(evidenceRange({ openedMs, onsetMs: null, valuesMs })).toEqual({
      from: openedMs - 60 * day,
      to: openedMs + 30 * day,
    });
  });

  it('starts well before an onset that is long ago', () => {
    const valuesMs = daily(400);
    const openedMs = valuesMs[399] ?? 0;
    const onsetMs = openedMs - 100 * day;
    expect(evidenceRange({ openedMs, onsetMs, valuesMs }).from).toBe(onsetMs - 200 * day);
  });

  it('does not start before 1970, and needs only a single value', () => {
    expect(evidenceRange({ openedMs: 5, onsetMs: null, valuesMs: [5] })).toEqual({ from: 0, to: 1_800_005 });
  });
});

const job: Job = {
  id: 'b1202882-0ba1-4418-85a9-93d341ebc0f0',
  model_id: 'churn',
  status: 'cancelled',
  reasons: [],
  reason_count: 0,
  cause: 'none',
  open_incident_count: 0,
  worst: null,
  decision: 'cancelled',
  decided_by: 'ana',
  decided_at: '2026-01-31T12:00:00.000Z',
  comment: 'noise',
  created_at: '2026-01-31T11:00:00.000Z',
  updated_at: '2026-01-31T12:00:00.000Z',
  closed_at: '2026-01-31T12:00:00.000Z',
  closed_by: 'ana',
  closing_comment: 'noise',
};
const conflict = (status: number, details: Record<string, unknown>) =>
  new ApiError({
    type: 'about:blank',
    title: 'Conflict',
    status,
    detail: 'already decided',
    code: 'CONFLICT',
    details,
  });

describe('a lost race', () => {
  it('returns the current state of the job', () => {
    expect(jobOfConflict(conflict(409, { job }))).toEqual(job);
  });

  it('is not recognised for anything else: no conflict, no job, another error', () => {
    expect(jobOfConflict(conflict(422, { job }))).toBeNull();
    expect(jobOfConflict(conflict(409, {}))).toBeNull();
    expect(jobOfConflict(new Error('no'))).toBeNull();
  });

  it('is reported with person, time and reason', () => {
    expect(lostRaceSentence(job)).toBe('Already cancelled by ana at 2026-01-31 12:00:00 UTC: “noise”');
    expect(lostRaceSentence({ ...job, comment: null })).toBe(
      'Already cancelled by ana at 2026-01-31 12:00:00 UTC.',
    );
    expect(lostRaceSentence({ ...job, decision: null, closed_by: null, status: 'expired' })).toBe(
      'The job is already expired.',
    );
  });

  it('about a retrain that has ended names who reported it, not who approved it', () => {
    const ended = {
      ...job,
      status: 'failed',
      decision: 'approved',
      closed_by: 'bo',
      closed_at: '2026-02-01T08:00:00.000Z',
      closing_comment: 'out of memory',
    } as const;
    expect(lostRaceSentence(ended)).toBe(
      'Already failed, as bo said at 2026-02-01 08:00:00 UTC: “out of memory”',
    );
  });
});
