import { expect, test } from 'vitest';
import { modelHealth } from '@/lib/policy/model-health';

test.each([
  [['stable', 'drift'], 0, 'drift'],
  [['stable', 'warning'], 0, 'warning'],
  [['stable', 'insufficient_data'], 0, 'stable'],
  [['insufficient_data', null], 0, 'insufficient_data'],
  [[null, null], 0, 'unwatched'],
  [[], 0, 'unwatched'],
  [['stable'], 1, 'drift'],
] as const)('levels %j with %i open incidents make a model %s', (levels, incidents, health) => {
  expect(modelHealth([...levels], incidents)).toBe(health);
});
