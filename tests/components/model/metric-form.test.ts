import { describe, expect, it } from 'vitest';
import { readMetricForm } from '@/components/model/metric-form';

const values = {
  unit: ' ms ',
  direction: 'lower_is_better',
  lower_bound: '0',
  upper_bound: '',
  time_zone: '',
} as const;

describe('readMetricForm', () => {
  it('reads numbers, and treats empty texts as unset', () => {
    expect(readMetricForm(values)).toEqual({
      patch: {
        unit: 'ms',
        direction: 'lower_is_better',
        lower_bound: 0,
        upper_bound: null,
        time_zone: null,
      },
      errors: {},
    });
    expect(readMetricForm({ ...values, unit: ' ' }).patch.unit).toBeNull();
  });

  it('refuses anything but a number', () => {
    const { errors } = readMetricForm({ ...values, lower_bound: 'low', upper_bound: 'Infinity' });
    expect(Object.keys(errors)).toEqual(['lower_bound', 'upper_bound']);
  });

  it('accepts the name of a time zone, and refuses anything else', () => {
    const { patch, errors } = readMetricForm({ ...values, time_zone: ' Asia/Kolkata ' });
    expect([patch.time_zone, errors]).toEqual(['Asia/Kolkata', {}]);
    expect(readMetricForm({ ...values, time_zone: 'Berlin' }).errors).toEqual({
      time_zone: 'There is no time zone Berlin. Names are like Europe/Berlin.',
    });
  });

  it('refuses an upper bound that is not above the lower one', () => {
    expect(readMetricForm({ ...values, upper_bound: '0' }).errors.upper_bound).toBe(
      'Must be above the lower bound of 0.',
    );
  });
});
