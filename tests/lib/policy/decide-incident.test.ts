import { expect, test } from 'vitest';
import { decideIncident } from '@/lib/policy/decide-incident';

test.each([
  ['drift', false, 'open'],
  ['drift', true, 'keep'],
  ['warning', false, 'keep'],
  ['warning', true, 'keep'],
  ['stable', true, 'resolve'],
  ['stable', false, 'keep'],
  ['insufficient_data', true, 'keep'],
  ['insufficient_data', false, 'keep'],
] as const)('%s with an open incident: %j → %s', (level, isOpen, step) => {
  expect(decideIncident(level, isOpen)).toBe(step);
});
