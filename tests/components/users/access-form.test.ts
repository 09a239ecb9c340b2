import { expect, test } from 'vitest';
import { accessFault, accessOf, grantErrors, lastAdminId } from '@/components/users/access-form';
import type { User } from '@/lib/schemas/identity';

const user = (change: Partial<User>): User => ({
  id: 'a',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'admin',
  grants: [],
  has_second_factor: false,
  has_password: true,
  has_open_link: false,
  disabled_at: null,
  created_at: '2026-11-29T12:00:00.000Z',
  last_seen_at: null,
  ...change,
});

test('rows of models that were begun and left are not sent', () => {
  const grants = [
    { role: 'operator' as const, model_pattern: ' fraud-* ' },
    { role: 'viewer' as const, model_pattern: ' ' },
  ];
  expect(accessOf({ role: '', grants })).toEqual({
    role: null,
    grants: [{ role: 'operator', model_pattern: 'fraud-*' }],
  });
});

test('somebody has to be allowed something', () => {
  expect(accessFault({ role: '', grants: [{ role: 'viewer', model_pattern: '' }] })).toBeDefined();
  expect(accessFault({ role: '', grants: [{ role: 'viewer', model_pattern: '*' }] })).toBeUndefined();
  expect(accessFault({ role: 'viewer', grants: [] })).toBeUndefined();
});

test('what the API says of a grant stands at its row', () => {
  expect(grantErrors({ 'grants.1.model_pattern': 'Bad.', name: 'Bad.' })).toEqual({ 1: 'Bad.' });
});

test('the last admin is the only one who can sign in', () => {
  const ada = user({});
  const disabled = user({ id: 'b', disabled_at: '2026-11-29T12:00:00.000Z' });
  const viewer = user({ id: 'c', role: 'viewer' });
  const invited = user({ id: 'e', has_password: false, has_open_link: true });
  expect(lastAdminId([ada, disabled, invited, viewer])).toBe('a');
  expect(lastAdminId([ada, user({ id: 'd' })])).toBeNull();
  expect(lastAdminId([viewer])).toBeNull();
});
