import { describe, expect, test } from 'vitest';
import type { JobInQuestion } from '@/lib/policy/describe-job';
import { endJob } from '@/lib/policy/end-job';
import { jobStatuses } from '@/lib/schemas/jobs';

const approved: JobInQuestion = {
  status: 'queued',
  decision: 'approved',
  decidedBy: 'ada',
  decidedAt: new Date('2026-03-01T10:00:00Z'),
  decisionComment: 'go',
  closedBy: null,
  closedAt: null,
  closingComment: null,
};
const ended: JobInQuestion = {
  ...approved,
  status: 'succeeded',
  closedBy: 'bob',
  closedAt: new Date('2026-03-02T09:00:00Z'),
  closingComment: 'accuracy is back',
};

describe('an approved job', () => {
  test.each(['succeeded', 'failed'] as const)('is closed as %s', (ending) => {
    expect(endJob(approved, ending)).toEqual({ verdict: 'allowed', status: ending, closes: true });
  });
});

test.each(['pending_approval', 'deferred'] as const)(
  'a job that is %s has not been approved, so its retrain cannot have ended',
  (status) => {
    const waiting = {
      ...approved,
      status,
      decision: null,
      decidedBy: null,
      decidedAt: null,
      decisionComment: null,
    };
    expect(endJob(waiting, 'failed')).toEqual({
      verdict: 'conflict',
      message: 'nobody has approved the job yet, so its retrain cannot have failed',
    });
  },
);

test.each(jobStatuses.filter((status) => status !== 'queued'))(
  'a job that is %s does not end again',
  (status) => {
    expect(endJob({ ...ended, status }, 'succeeded').verdict).toBe('conflict');
    expect(endJob({ ...ended, status }, 'failed').verdict).toBe('conflict');
  },
);

describe('a conflict', () => {
  test('says who reported before how the retrain went, when and why', () => {
    expect(endJob(ended, 'failed')).toEqual({
      verdict: 'conflict',
      message: 'already succeeded, as bob said at 2026-03-02T09:00:00.000Z: “accuracy is back”',
    });
  });

  test('over a cancelled job says who cancelled it', () => {
    const cancelled: JobInQuestion = {
      ...approved,
      status: 'cancelled',
      decision: 'cancelled',
      decisionComment: null,
      closedBy: 'ada',
      closedAt: approved.decidedAt,
    };
    expect(endJob(cancelled, 'succeeded')).toEqual({
      verdict: 'conflict',
      message: 'already cancelled by ada at 2026-03-01T10:00:00.000Z',
    });
  });
});
