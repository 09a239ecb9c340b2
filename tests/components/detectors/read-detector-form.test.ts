import { describe, expect, it } from 'vitest';
import { paramFields } from '@/components/detectors/param-fields';
import {
  defaultParams,
  problemErrors,
  readDetectorForm,
  storedParams,
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
  it('gives what the API takes', () => {
    expect(readDetectorForm(values, fields)).toEqual({
      input: { ...values, name: 'Accuracy falls', params: { threshold: 8, upper: null } },
      errors: {},
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

describe('problemErrors', () => {
  it('puts the faults of the server at their fields and the others apart', () => {
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

  it('shows the detail where there are no single faults', () => {
    expect(problemErrors(problem, fields)).toEqual({ errors: {}, rest: ['not valid'] });
  });
});
