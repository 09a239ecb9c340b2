import { expect, test } from 'vitest';
import { refusalFor } from '@/components/access/refusal-for';
import { accessOfUser } from '@/lib/policy/access';

const viewer = accessOfUser('viewer', []);
const ofFraud = accessOfUser('viewer', [{ role: 'operator', modelPattern: 'fraud-*' }]);

test('a refusal is a sentence that names the models and the roles that may', () => {
  expect(refusalFor(viewer, 'decide_jobs', { model: 'fraud-eu' })).toBe(
    'You may not approve or cancel jobs (fraud-eu); the role approver or admin may.',
  );
  expect(refusalFor(viewer, 'manage_keys')).toBe('You may not manage keys; the role admin may.');
});

test('a role for some models counts on those, and wherever no model is named', () => {
  expect(refusalFor(ofFraud, 'request_jobs', { model: 'fraud-eu' })).toBeUndefined();
  expect(refusalFor(ofFraud, 'request_jobs', { model: 'churn' })).toContain('(churn)');
  expect(refusalFor(ofFraud, 'manage_detectors')).toBeUndefined();
  expect(refusalFor(ofFraud, 'manage_detectors', { pattern: 'fraud-e*' })).toBeUndefined();
  expect(refusalFor(ofFraud, 'manage_detectors', { pattern: '*' })).toContain('(*)');
});

test('a role for some models allows nothing of the whole app', () => {
  expect(refusalFor(ofFraud, 'manage_views')).toContain('save or delete views');
});
