import { describe, expect, test } from 'vitest';
import { decideAdmission, decideJob } from '@/lib/policy/decide-job';
import type { JobInQuestion } from '@/lib/policy/describe-job';
import { jobStatuses } from '@/lib/schemas/jobs';

const undecided = {
  decision: null,
  decidedBy: null,
  decidedAt: null,
  decisionComment: null,
  closedBy: null,
  closedAt: null,
  closingComment: null,
};
const job = (status: JobInQuestion['status']): JobInQuestion => ({ status, ...undecided });

describe('a job that waits for approval', () => {
  test('is queued by an approval', () => {
    expect(decideJob(job('pending_approval'), 'approved')).toEqual({
      verdict: 'allowed',
      status: 'queued',
      closes: false,
    });
  });
  test('is closed by a cancellation', () => {
    const cancelled = { verdict: 'allowed', status: 'cancelled', closes: true };
    expect(decideJob(job('pending_approval'), 'cancelled')).toEqual(cancelled);
  });
});

describe('a deferred job', () => {
  test('cannot be approved before it has a place', () => {
    expect(decideJob(job('deferred'), 'approved').verdict).toBe('not_now');
  });
  test('can be cancelled', () => {
    expect(decideJob(job('deferred'), 'cancelled').verdict).toBe('allowed');
  });
});

test.each(jobStatuses.filter((status) => status !== 'deferred' && status !== 'pending_approval'))(
  'a job that is %s cannot be decided again',
  (status) => {
    expect(decideJob(job(status), 'approved').verdict).toBe('conflict');
    expect(decideJob(job(status), 'cancelled').verdict).toBe('conflict');
  },
);

test('a conflict says who decided what, when and why', () => {
  const decided: JobInQuestion = {
    status: 'cancelled',
    decision: 'cancelled',
    decidedBy: 'ada',
    decidedAt: new Date('2026-03-01T10:00:00Z'),
    decisionComment: 'holiday traffic',
    closedBy: 'ada',
    closedAt: new Date('2026-03-01T10:00:00Z'),
    closingComment: 'holiday traffic',
  };
  expect(decideJob(decided, 'approved')).toEqual({
    verdict: 'conflict',
    message: 'already cancelled by ada at 2026-03-01T10:00:00.000Z: “holiday traffic”',
  });
});

test('the last place in the queue is taken, the next job waits', () => {
  expect(decideAdmission(127, 128)).toBe('pending_approval');
  expect(decideAdmission(128, 128)).toBe('deferred');
});
