import { expect, test } from 'vitest';
import { accessOfKey, accessOfUser } from '@/lib/policy/access';
import type { Access } from '@/lib/schemas/roles';
import type { Actor } from '@/lib/services/call';
import { mayHear } from '@/lib/services/events/may-hear';

const actorWith = (access: Access): Actor => ({ kind: 'user', name: 'user:ada', access });
const viewer = actorWith(accessOfUser('viewer', []));
const admin = actorWith(accessOfUser('admin', []));
const ofFraud = actorWith(accessOfUser(null, [{ role: 'operator', modelPattern: 'fraud-*' }]));
const sender = actorWith(accessOfKey('ingest', null));

test('events of a model are for those who may see it', () => {
  const event = { entity: 'incident', modelId: 'fraud-eu' };
  expect([viewer, ofFraud].map((actor) => mayHear(actor, event))).toEqual([true, true]);
  expect(mayHear(ofFraud, { ...event, modelId: 'churn' })).toBe(false);
  expect(mayHear(sender, event)).toBe(false);
});

test('events of no model are for those who may see all models', () => {
  const event = { entity: 'metric', modelId: null };
  expect([viewer, ofFraud, sender].map((actor) => mayHear(actor, event))).toEqual([true, false, false]);
});

test.each(['user', 'key', 'setting', 'audit'])(
  'events of the entity %s are for those who may read the audit trail',
  (entity) => {
    const event = { entity, modelId: null };
    expect([admin, viewer, ofFraud].map((actor) => mayHear(actor, event))).toEqual([true, false, false]);
  },
);
