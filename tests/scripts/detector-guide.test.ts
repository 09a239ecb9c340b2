import { expect, test } from 'vitest';
import { calmAlarmPercent } from '@/benchmarks/calm-alarms';
import { getMethod } from '@/lib/monitoring';

// The fast ones; the others are measured the same way.
test.each(['auto', 'cusum', 'page_hinkley', 'z_score', 'ewma', 'adwin', 'welch', 'levene', 'ks'])(
  'the guide states for %s the measured percentage of calm streams with an alarm',
  (method) => {
    const measured = [calmAlarmPercent(method, 'normal'), calmAlarmPercent(method, 'ar1')];
    expect(measured).toEqual(getMethod(method).guide.calmAlarms);
  },
);
