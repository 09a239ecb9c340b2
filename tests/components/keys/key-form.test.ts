import { expect, test } from 'vitest';
import { inOrder, keyFaults, keyInputOf, limitOf, newKeyForm } from '@/components/keys/key-form';
import { keyInputSchema } from '@/lib/schemas/keys';
import { makeKey } from './key';

const nowMs = Date.parse('2026-11-29T12:00:00Z');

test('a form that is hardly filled in makes a key without limits for all models', () => {
  const input = keyInputOf({ ...newKeyForm, description: ' Trainer ', scope: 'jobs' }, nowMs);
  expect(keyInputSchema.parse(input)).toEqual({
    description: 'Trainer',
    scope: 'jobs',
    model_pattern: null,
    requests_per_minute: null,
    points_per_minute: null,
    expires_at: null,
  });
});

test('limits may have separators, and the lifetime counts from now', () => {
  const form = {
    ...newKeyForm,
    description: 'x',
    models: 'fraud-*',
    requests: '600',
    points: '100,000',
    days: '30',
  };
  expect(keyInputOf(form, nowMs)).toMatchObject({
    model_pattern: 'fraud-*',
    requests_per_minute: 600,
    points_per_minute: 100_000,
    expires_at: '2026-12-29T12:00:00.000Z',
  });
});

test.each(['0', '-1', '1.5', 'many'])('the limit %s is refused at its field', (requests) => {
  expect(Object.keys(keyFaults({ description: 'x', requests, points: '' }))).toEqual(['requests_per_minute']);
});

test('no limit is none, and a key needs a description', () => {
  expect(limitOf(' ')).toBeNull();
  expect(Object.keys(keyFaults({ description: ' ', requests: '', points: '' }))).toEqual(['description']);
});

test('keys that work come first, the newest of them above', () => {
  const keys = [
    makeKey({ id: 'revoked', state: 'revoked', created_at: '2026-11-20T00:00:00.000Z' }),
    makeKey({ id: 'old' }),
    makeKey({ id: 'new', created_at: '2026-11-10T00:00:00.000Z' }),
  ];
  expect(inOrder(keys).map(({ id }) => id)).toEqual(['new', 'old', 'revoked']);
});
