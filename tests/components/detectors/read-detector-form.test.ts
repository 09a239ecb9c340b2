import { describe, expect, it } from 'vitest';
import { paramFields } from '@/components/detectors/param-fields';
import {
  defaultParams,
  problemErrors,
  readDetectorForm,
  storedParams,
  storedRules,
} from '@/components/detectors/read-detector-form';
import type { Detector } from '@/lib/schemas/detectors';

const fields = paramFields({
  properties: {
    threshold: { type: 'number', title: 'Threshold', exclusiveMinimum: 0, default: 5 },
    upper: { anyOf: [{ type: 'number' }, { type: 'null' }], title: 'Upper limit', default: null },
  },
});
const values = {
  name: ' Accuracy falls ',
  model_pattern: '*',
  metric_pattern: 'accuracy',
  method: 'cusum',
  params: { threshold: '8', upper: '' },
  ...storedRules(),
  enabled: true,
};
const problem = {
  type: 'about:blank',
  title: 'Invalid input',
  status: 400,
  detail: 'not valid',
  code: 'INVALID_INPUT',
};

describe('readDetectorForm', () => {
  it('returns what the API accepts', () => {
    expect(readDetectorForm(values, fields)).toEqual({
      input: {
        name: 'Accuracy falls',
        model_pattern: '*',
        metric_pattern: 'accuracy',
        method: 'cusum',
        params: { threshold: 8, upper: null },
        min_change: null,
        adopt: 'on_completion',
        adopt_after_days: null,
        enabled: true,
      },
      errors: {},
    });
  });

  it('returns a minimum change with its unit, and days only with the rule that has them', () => {
    const rules = { minChange: ' 2.5', minChangeUnit: 'percent', adoptAfterDays: '14' } as const;
    const { input } = readDetectorForm({ ...values, ...rules, adopt: 'after_days' }, fields);
    expect(input).toMatchObject({
      min_change: { value: 2.5, unit: 'percent' },
      adopt: 'after_days',
      adopt_after_days: 14,
    });
    expect(readDetectorForm({ ...values, ...rules }, fields).input.adopt_after_days).toBeNull();
  });

  it('refuses an invalid minimum change and invalid days', () => {
    const wrong = { ...values, minChange: 'a bit', adopt: 'after_days', adoptAfterDays: '' } as const;
    expect(readDetectorForm(wrong, fields).errors).toEqual({
      'min_change.value': 'The smallest change must be a number above 0.',
      adopt_after_days: 'Days must be a whole number of days.',
    });
    const { errors } = readDetectorForm({ ...wrong, minChange: '0', adoptAfterDays: '0' }, fields);
    expect(errors).toEqual({
      'min_change.value': 'The smallest change must be above 0.',
      adopt_after_days: 'Days must be at least 1.',
    });
  });

  it('names every wrong field', () => {
    const wrong = { ...values, name: ' ', metric_pattern: 'x'.repeat(201), params: { threshold: '0' } };
    expect(readDetectorForm(wrong, fields).errors).toEqual({
      name: 'Name must not be empty.',
      metric_pattern: 'Metric pattern must be at most 200 characters.',
      'params.threshold': 'Threshold must be more than 0.',
    });
  });
});

describe('params as texts', () => {
  it('start with the defaults', () => {
    expect(defaultParams(fields)).toEqual({ threshold: '5', upper: '' });
  });

  it('are the stored ones, and the default for one that is not stored yet', () => {
    const detector = { params: { upper: 250 } } as unknown as Detector;
    expect(storedParams(fields, detector)).toEqual({ threshold: '5', upper: '250' });
    const cleared = { params: { threshold: 9, upper: null } } as unknown as Detector;
    expect(storedParams(fields, cleared)).toEqual({ threshold: '9', upper: '' });
  });
});

describe('rules as texts', () => {
  it('are those of the detector', () => {
    const detector = {
      min_change: { value: 0.01, unit: 'percent' },
      adopt: 'after_days',
      adopt_after_days: 3,
    };
    expect(storedRules(detector as unknown as Detector)).toEqual({
      minChange: '0.01',
      minChangeUnit: 'percent',
      adopt: 'after_days',
      adoptAfterDays: '3',
    });
  });
});

describe('problemErrors', () => {
  it('assigns the faults from the server to their fields and keeps the others separate', () => {
    const errors = [
      { field: 'params.threshold', message: 'too high' },
      { field: 'params.threshold', message: 'again' },
      { field: 'colour', message: 'unknown field' },
      { message: 'lower must be below upper' },
    ];
    expect(problemErrors({ ...problem, errors }, fields)).toEqual({
      errors: { 'params.threshold': 'too high' },
      rest: ['colour: unknown field', 'lower must be below upper'],
    });
  });

  it('shows the detail if there are no single faults', () => {
    expect(problemErrors(problem, fields)).toEqual({ errors: {}, rest: ['not valid'] });
  });
});
