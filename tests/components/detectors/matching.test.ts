import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paramsSummary } from '@/components/detectors/params-summary';
import { patternMatches } from '@/components/detectors/pattern-matches';
import { getMethod } from '@/lib/detectors/registry';
import type { Detector, Method } from '@/lib/schemas/detectors';
import type { Model } from '@/lib/schemas/models';

const model = (id: string, metrics: Record<string, number> = {}) =>
  ({
    id,
    metrics: Object.entries(metrics).map(([name, series_count]) => ({ name, series_count })),
  }) as unknown as Model;

describe('patternMatches', () => {
  const models = [
    model('churn', { accuracy: 1, latency_p50: 1 }),
    model('fraud/eu', { accuracy: 1 }),
    model('empty'),
  ];

  it('counts series and models', () => {
    expect(patternMatches(models, '*', 'accuracy')).toEqual({
      seriesCount: 2,
      modelCount: 2,
      examples: ['churn · accuracy', 'fraud/eu · accuracy'],
    });
    expect(patternMatches(models, 'fraud*', 'latency_*').seriesCount).toBe(0);
  });

  it('names each metric once if labels make several series of it', () => {
    const { seriesCount, examples } = patternMatches([model('churn', { f1: 3 })], '*', 'f?');
    expect(seriesCount).toBe(3);
    expect(examples).toEqual(['churn · f1']);
  });
});

describe('paramsSummary', () => {
  const method = {
    calibrated_param: 'threshold',
    params_schema: {
      properties: {
        window: { type: 'integer', title: 'Window', unit: 'points' },
        threshold: { type: 'number', title: 'Threshold' },
        upper: { anyOf: [{ type: 'number' }, { type: 'null' }], title: 'Upper limit' },
      },
    },
  } as unknown as Method;

  it('starts with the most important param and omits unset ones', () => {
    const detector = { params: { window: 30, threshold: 0.05, upper: null } } as unknown as Detector;
    expect(paramsSummary(detector, method)).toBe('Threshold 0.05 · Window 30 points');
  });

  it.each([
    ['cusum', 'reference', 'Threshold 15 standard deviations · Slack 0.5 standard deviations'],
    ['cusum', 'raw', 'Threshold 15 · Slack 0.5'],
    ['mean_delta', undefined, 'Threshold 15'],
  ])('shows the unit that %s has with scale %s, and none for the unit of the metric', (id, scale, text) => {
    const { paramsSchema, calibratedParam } = getMethod(id);
    const schema = z.toJSONSchema(paramsSchema, { io: 'input' });
    const registered = { calibrated_param: calibratedParam, params_schema: schema } as unknown as Method;
    const detector = { params: { threshold: 15, slack: 0.5, scale } } as unknown as Detector;
    expect(paramsSummary(detector, registered).replace(/ · Scale .+/, '')).toBe(text);
  });

  it('names a minimum change, and another rule for adopting a new level', () => {
    const rules = { min_change: { value: 2.5, unit: 'percent' }, adopt: 'after_days', adopt_after_days: 14 };
    const method = { params_schema: {} } as unknown as Method;
    const summary = (more: object) =>
      paramsSummary({ params: {}, ...rules, ...more } as unknown as Detector, method);
    expect(summary({})).toBe('Ignores under 2.5 % · New level normal after 14 days');
    const plain = { min_change: null, adopt: 'never' };
    expect(summary(plain)).toBe('New level never normal by itself');
    expect(summary({ ...plain, adopt: 'on_completion' })).toBe('');
  });

  it('is empty while the method is unknown', () => {
    expect(paramsSummary({ params: { window: 3 } } as unknown as Detector, undefined)).toBe('');
  });
});
