import { describe, expect, it } from 'vitest';
import { jobOfConflict, lostRaceSentence } from '@/components/queue/lost-race';
import { ApiError } from '@/lib/http/client';
import { jobOf } from './job';

const job = jobOf({
  model_id: 'churn',
  status: 'cancelled',
  decision: 'cancelled',
  decided_by: 'ana',
  decided_at: '2026-01-31T12:00:00.000Z',
  comment: 'noise',
  closed_at: '2026-01-31T12:00:00.000Z',
  closed_by: 'ana',
  closing_comment: 'noise',
});
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
