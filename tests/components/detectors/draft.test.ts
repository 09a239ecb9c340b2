import { describe, expect, it } from 'vitest';
import {
  draftOf,
  fromDraftQuery,
  newDraft,
  suggestedName,
  toDraftQuery,
  withMethod,
} from '@/components/detectors/draft';
import { inversePatch } from '@/components/detectors/inverse-patch';
import { changedFields } from '@/components/detectors/use-save';
import type { Detector, DetectorInput, Method } from '@/lib/schemas/detectors';

const method = (id: string, label: string, param: string | null, defaults: Record<string, number>) =>
  ({
    method: id,
    label,
    calibrated_param: param,
    params_schema: {
      properties: Object.fromEntries(
        Object.entries(defaults).map(([name, value]) => [
          name,
          { type: 'number', title: name, default: value },
        ]),
      ),
    },
  }) as unknown as Method;

const auto = method('auto', 'Lasting change (automatic)', 'false_alarm_every', { false_alarm_every: 10_000 });
const cusum = method('cusum', 'Lasting shift (CUSUM)', 'threshold', { threshold: 15, slack: 0.5 });
const limits = method('static_threshold', 'Fixed limits', null, { lower: 0 });
const methods = [auto, cusum, limits];

const detector = {
  name: 'Accuracy falls',
  model_pattern: 'fraud-*',
  metric_pattern: 'accuracy',
  method: 'cusum',
  params: { slack: 0.5, threshold: 8 },
  min_change: null,
  adopt: 'on_completion',
  adopt_after_days: null,
  enabled: true,
} as unknown as Detector;

describe('a draft', () => {
  it('of a new detector is automatic, with a budget; of a stored one it keeps its threshold', () => {
    expect(newDraft(methods)).toMatchObject({ method: 'auto', budget: 'month', metric_pattern: '' });
    expect(draftOf(detector, methods)).toMatchObject({
      budget: null,
      params: { threshold: '8', slack: '0.5' },
    });
  });

  it('with another method has its defaults, and a budget only where one can be solved for', () => {
    const changed = withMethod(draftOf(detector, methods), auto);
    expect(changed).toMatchObject({ budget: 'month', params: { false_alarm_every: '10000' } });
    expect(withMethod(changed, limits).budget).toBeNull();
  });

  it('is named after what it does while it has no name', () => {
    const draft = { ...newDraft(methods), metric_pattern: 'accuracy' };
    expect(suggestedName(draft, auto)).toBe('accuracy: lasting change');
    expect(suggestedName({ ...draft, model_pattern: 'fraud-*' }, cusum)).toBe(
      'accuracy of fraud-*: lasting shift',
    );
    expect(suggestedName({ ...draft, metric_pattern: '*' }, auto)).toBe('Every metric: lasting change');
  });
});

describe('a draft in the address', () => {
  it('has what differs, and reads as it was', () => {
    const base = draftOf(detector, methods);
    expect(toDraftQuery(base, base, methods)).toEqual({});
    const draft = {
      ...withMethod(base, cusum),
      budget: 'quarter' as const,
      minChange: '0.01',
      params: { threshold: '9', slack: '0.5' },
    };
    const query = toDraftQuery(draft, base, methods);
    expect(query).toEqual({ ignore: '0.01', budget: 'quarter', 'p.threshold': '9' });
    expect(fromDraftQuery(new URLSearchParams(query), base, methods)).toEqual(draft);
  });

  it('compares the params of another method with its own defaults', () => {
    const base = newDraft(methods);
    const draft = { ...withMethod(base, cusum), params: { threshold: '15', slack: '1' } };
    const query = toDraftQuery(draft, base, methods);
    expect(query).toEqual({ method: 'cusum', 'p.slack': '1' });
    expect(fromDraftQuery(new URLSearchParams(query), base, methods)).toEqual(draft);
  });

  it('leaves out what it does not know', () => {
    const base = newDraft(methods);
    const query = new URLSearchParams('method=none&budget=never&adopt=often&ignore_unit=miles&p.colour=red');
    expect(fromDraftQuery(query, base, methods)).toEqual(base);
  });
});

describe('a change of a stored detector', () => {
  const input = { ...detector, params: { threshold: 8, slack: 0.5 } } as unknown as DetectorInput;

  it('is only what differs, whatever the order of the params', () => {
    expect(changedFields(detector, input)).toEqual({});
    const params = { threshold: 9, slack: 0.5 };
    expect(changedFields(detector, { ...input, params })).toEqual({ params });
    const min_change = { value: 0.01, unit: 'absolute' as const };
    expect(changedFields(detector, { ...input, min_change })).toEqual({ min_change });
  });

  it('is taken back with the values from before', () => {
    expect(inversePatch(detector, { enabled: false, params: {} })).toEqual({
      enabled: true,
      params: { slack: 0.5, threshold: 8 },
    });
  });
});
