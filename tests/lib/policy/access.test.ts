import { describe, expect, test } from 'vitest';
import {
  accessOfKey,
  accessOfUser,
  mayAnywhere,
  mayEverywhere,
  mayOn,
  mayOnPattern,
  patternsFor,
  refusalOf,
} from '@/lib/policy/access';
import { type Action, appActions, modelActions } from '@/lib/schemas/actions';
import type { Role } from '@/lib/schemas/roles';

const allActions: readonly Action[] = [...modelActions, ...appActions];

/** What the documentation promises of each role, written out once more. */
const promised: Record<Role, Action[]> = {
  viewer: ['see'],
  operator: [
    'see',
    'post_points',
    'annotate',
    'manage_detectors',
    'manage_incidents',
    'request_jobs',
    'delete_data',
    'manage_metrics',
    'manage_views',
    'manage_sample',
    'see_operations',
    'see_audit',
  ],
  approver: ['see', 'annotate', 'decide_jobs', 'report_jobs', 'see_audit'],
  admin: [...allActions],
};

describe('a role', () => {
  test.each(Object.entries(promised))('%s allows exactly what is promised', (role, actions) => {
    const access = accessOfUser(role as Role, []);
    expect(allActions.filter((action) => mayEverywhere(access, action)).sort()).toEqual([...actions].sort());
  });

  test('that is missing allows nothing', () => {
    const access = accessOfUser(null, []);
    expect(allActions.filter((action) => mayAnywhere(access, action))).toEqual([]);
  });
});

describe('a grant', () => {
  const access = accessOfUser('viewer', [{ role: 'approver', modelPattern: 'fraud-*' }]);

  test('holds on the models that match, in addition to the role', () => {
    expect(mayOn(access, 'decide_jobs', 'fraud-eu')).toBe(true);
    expect(mayOn(access, 'decide_jobs', 'churn')).toBe(false);
    expect(mayOn(access, 'see', 'churn')).toBe(true);
  });

  test('never reaches the whole app', () => {
    const everything = accessOfUser(null, [{ role: 'operator', modelPattern: '*' }]);
    expect(appActions.filter((action) => mayAnywhere(everything, action))).toEqual([]);
    expect(mayEverywhere(everything, 'see')).toBe(false);
  });

  test.each([
    ['fraud-*', 'fraud-eu', true],
    ['fraud-*', 'fraud-e?', true],
    ['fraud-*', 'fraud-*', true],
    ['fraud-*', 'fraud-eu-*', true],
    ['fraud-*', 'f*', false],
    ['fraud-*', '*', false],
    ['fraud-*', 'fraud?*', false],
    ['*', 'anything*', true],
    ['fraud', 'frau?', false],
    ['a*c', 'a*b*c', true],
    ['a*c', 'a*', false],
  ])('on %s covers a detector on %s: %s', (modelPattern, pattern, covered) => {
    const operator = accessOfUser(null, [{ role: 'operator', modelPattern }]);
    expect(mayOnPattern(operator, 'manage_detectors', pattern)).toBe(covered);
  });

  test('names the patterns of its models', () => {
    expect(patternsFor(accessOfUser(null, [{ role: 'viewer', modelPattern: 'a*' }]), 'see')).toEqual(['a*']);
    expect(patternsFor(accessOfUser(null, [{ role: 'viewer', modelPattern: 'a*' }]), 'decide_jobs')).toEqual(
      [],
    );
    expect(patternsFor(access, 'see')).toBeNull();
  });
});

describe('a key', () => {
  test.each([
    ['ingest', ['post_points', 'annotate']],
    ['read', ['see', 'see_operations']],
    ['jobs', ['see', 'report_jobs']],
    ['admin', [...allActions]],
  ] as const)('of scope %s allows only that', (scope, actions) => {
    const access = accessOfKey(scope, null);
    expect(allActions.filter((action) => mayEverywhere(access, action)).sort()).toEqual([...actions].sort());
  });

  test('with a pattern holds on its models only, and never for the app', () => {
    const access = accessOfKey('admin', 'fraud-*');
    expect(mayOn(access, 'post_points', 'fraud-eu')).toBe(true);
    expect(mayOn(access, 'post_points', 'churn')).toBe(false);
    expect(allActions.filter((action) => mayEverywhere(access, action))).toEqual([]);
    expect(appActions.filter((action) => mayAnywhere(access, action))).toEqual([]);
  });
});

test('a refusal names what was refused, where, and who may do it', () => {
  expect(refusalOf('decide_jobs', 'fraud-eu')).toBe(
    'you may not approve or cancel jobs (fraud-eu); the role approver or admin may',
  );
  expect(refusalOf('manage_users')).toBe('you may not manage users; the role admin may');
});
