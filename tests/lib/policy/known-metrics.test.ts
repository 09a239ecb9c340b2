import { expect, test } from 'vitest';
import { defaultsOfMetric } from '@/lib/policy/known-metrics';

test.each([
  ['accuracy', 'higher_is_better', '1'],
  ['log_loss', 'lower_is_better', null],
  ['latency_p99', 'lower_is_better', 'ms'],
  ['Accuracy', 'higher_is_better', '1'],
  ['my_own_score', 'two_sided', null],
  ['constructor', 'two_sided', null],
])('%s defaults to %s with unit %j', (name, direction, unit) => {
  expect(defaultsOfMetric(name)).toMatchObject({ direction, unit });
});
