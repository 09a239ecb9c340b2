import { expect, test } from 'vitest';
import type { Level } from '@/lib/detectors/types';
import { isWorseReading, severityOf } from '@/lib/detectors/worse-reading';

const reading = (level: Level, statistic: number | null, tsMs = 0) => ({ level, statistic, tsMs });

test.each([
  ['a higher level beats a higher statistic', reading('drift', 1), reading('warning', 9), true],
  ['a lower level loses to a lower statistic', reading('stable', 9), reading('unstable', 1), false],
  ['of one level the higher statistic is worse', reading('stable', 2), reading('stable', 1), true],
  ['a statistic below 0 is worse than none', reading('stable', -3), reading('stable', null), true],
  ['none is not worse than a statistic below 0', reading('stable', null), reading('stable', -3), false],
  ['of equally bad readings the earlier one is worse', reading('drift', 2, 1), reading('drift', 2, 5), true],
  ['and the later one is not', reading('stable', null, 5), reading('stable', null, 1), false],
  ['no reading is worse than itself', reading('drift', 2, 1), reading('drift', 2, 1), false],
])('%s', (_, one, other, expected) => {
  expect(isWorseReading(one, other)).toBe(expected);
});

test('levels get worse in the order in which they are listed', () => {
  expect(severityOf).toEqual({ insufficient_data: 0, stable: 1, unstable: 2, warning: 3, drift: 4 });
});
