import { expect, test } from 'vitest';
import { calmAlarmPercent } from '@/benchmarks/calm-alarms';
import { getMethod } from '@/lib/monitoring';

// Those that take a moment; the others are measured the same way.
test.each(['auto', 'cusum', 'page_hinkley', 'z_score', 'ewma', 'adwin', 'welch', 'levene', 'ks'])(
  'the guide says of %s how many calm streams have an alarm, as measured',
  (method) => {
    const measured = [calmAlarmPercent(method, 'normal'), calmAlarmPercent(method, 'ar1')];
    expect(measured).toEqual(getMethod(method).guide.calmAlarms);
  },
);
