import { describe, expect, it } from 'vitest';
import { budgetMs, budgetText, durationText } from '@/components/detectors/budget';
import { stateOf, watchedText } from '@/components/detectors/detector-state';
import { timesText } from '@/components/detectors/fired';
import { goalOf, methodGroups } from '@/components/detectors/goals';
import { askedShifts, powerText, shiftText } from '@/components/detectors/meaning';
import { budgetSummary } from '@/components/detectors/params-summary';
import {
  firedRequest,
  meaningRequest,
  newestPointMs,
  type PreviewAsk,
} from '@/components/detectors/preview-request';
import { fromPickerTime, toPickerTime } from '@/components/detectors/time-param';
import { type Detector, detectorInputSchema, type Method } from '@/lib/schemas/detectors';
import type { Model } from '@/lib/schemas/models';
import { type Preview, previewInputSchema } from '@/lib/schemas/preview';
import { listMethods } from '@/lib/services/detectors/list-methods';

const hour = 3_600_000;
const day = 24 * hour;
const methods = listMethods();

describe('a budget', () => {
  it('is so much time over all series', () => {
    expect(budgetMs('week')).toBe(7 * day);
    expect(budgetText('month', 20)).toBe('at most one false alarm a month over all 20 series');
    expect(budgetText('year', 1)).toBe('at most one false alarm a year');
  });

  it.each([
    [45 * hour, '45 hours'],
    [5 * day, '5 days'],
    [30 * day, '30 days'],
    [70 * day, '10 weeks'],
    [3 * 365.25 * day, '3 years'],
    [200, '1 second'],
  ])('says %d ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it('of a stored detector is its distance of false alarms, its threshold or its limits', () => {
    const summary = (id: string, params: object) =>
      budgetSummary(
        { method: id, params } as unknown as Detector,
        methods.find(({ method }) => method === id),
      );
    expect(summary('auto', { false_alarm_every: 14_400 })).toBe('1 in 14,400 points');
    expect(summary('cusum', { threshold: 8, scale: 'reference' })).toBe('Threshold 8 sd');
    expect(summary('static_threshold', { lower: null, upper: 900 })).toBe('Upper limit 900');
  });
});

describe('what to ask of a preview', () => {
  const input = detectorInputSchema.parse({ name: 'x', metric_pattern: 'accuracy', method: 'auto' });
  const ask: PreviewAsk = {
    input,
    budget: 'quarter',
    detectorId: undefined,
    reach: '90d',
    newestMs: Date.parse('2026-05-01T13:00:00Z'),
    reference: null,
  };

  it('is the quick part with the budget, back to a whole day before the newest point', () => {
    const request = firedRequest(ask);
    expect(request).toMatchObject({
      parts: ['calibration', 'backtest'],
      false_alarm_every: { ms: 91 * day },
      from: '2026-01-31T00:00:00.000Z',
    });
    expect(firedRequest({ ...ask, reach: 'all' }).from).toBeUndefined();
    expect(firedRequest({ ...ask, budget: null })).not.toHaveProperty('false_alarm_every');
  });

  it('is what the API takes', () => {
    const id = '01a224df-2a50-7656-a007-f7f084fe48df';
    const reference = { from: '2026-02-01T00:00:00Z', to: '2026-02-08T00:00:00Z' };
    for (const request of [
      firedRequest({ ...ask, detectorId: id, reference }),
      meaningRequest(ask, { false_alarm_every: 5000 }, [-0.05]),
    ]) {
      expect(previewInputSchema.safeParse(request).error?.issues ?? []).toEqual([]);
    }
  });

  it('looks back from the newest point of the models that match', () => {
    const models = [
      { id: 'old', last_ts: '1997-05-04T00:00:00Z' },
      { id: 'new', last_ts: '2026-05-04T00:00:00Z' },
      { id: 'none', last_ts: null },
    ] as unknown as Model[];
    expect(newestPointMs(models, '*')).toBe(Date.parse('2026-05-04T00:00:00Z'));
    expect(newestPointMs(models, 'old')).toBe(Date.parse('1997-05-04T00:00:00Z'));
    expect(newestPointMs(models, 'none')).toBeNull();
  });
});

describe('what a preview means', () => {
  const power = { shift: -0.05, sd: 2, seen: 20, runs: 20, median_points: 5, sentence: '' } as const;
  const say = (more: object) => powerText({ ...power, ...more } as Preview['power'][number]);

  it('says how soon a change is found, or that it is not', () => {
    expect(say({ verdict: 'seen', median_ms: 5 * hour, p90_ms: 9 * hour })).toEqual({
      text: 'within 5 hours',
      detail: 'one in ten takes over 9 hours',
      isFound: true,
    });
    expect(say({ verdict: 'seldom', seen: 3, median_ms: null, p90_ms: null }).detail).toBe('3 of 20 times');
    expect(say({ verdict: 'never', median_ms: null, p90_ms: null })).toMatchObject({
      text: 'never',
      isFound: false,
    });
    expect(say({ verdict: 'never', runs: 0 }).text).toContain('in drift all the time');
  });

  it('names the size of a change with its unit', () => {
    expect(shiftText(-0.0511111, '1')).toBe('a drop of 0.0511');
    expect(shiftText(12, 'ms')).toBe('a rise of 12 ms');
  });

  it('looks for what a person asks about to the side that is worse', () => {
    expect(askedShifts('0.05', 'higher_is_better')).toEqual([-0.05, -0.025, -0.01]);
    expect(askedShifts('-10', 'lower_is_better')).toEqual([10, 5, 2]);
    expect(askedShifts('', 'two_sided')).toBeNull();
    expect(askedShifts('a lot', 'two_sided')).toBeNull();
  });

  it.each([
    [0, 'not once'],
    [1, 'once'],
    [3, '3 times'],
  ])('counts %d as %s', (count, text) => expect(timesText(count)).toBe(text));
});

describe('methods to choose from', () => {
  const found = (search: string) => methodGroups(methods, search).flatMap((group) => group.methods);

  it('are all but those with a choice of their own', () => {
    const own = methods.filter(({ method }) => goalOf(method) !== 'method').map(({ method }) => method);
    expect(own.sort()).toEqual(['anomaly', 'auto', 'static_threshold']);
    expect(found('').length + own.length).toBe(methods.length);
  });

  it('are found by words of their name, label or summary', () => {
    expect(found('cusum').map(({ method }) => method)).toEqual(['cusum']);
    expect(found('ranks SHIFT').map(({ method }) => method)).toContain('mann_whitney');
    expect(found('nothing like it')).toEqual([]);
  });
});

describe('times of a reference', () => {
  it('are picked, never typed as numbers', () => {
    const ms = String(Date.parse('2026-11-02T06:30:00Z'));
    expect(toPickerTime(ms)).toBe('2026-11-02T06:30');
    expect(fromPickerTime('2026-11-02T06:30')).toBe(ms);
    expect(toPickerTime('')).toBe('');
    expect(fromPickerTime('')).toBe('');
  });

  it('are times in the summary of a detector', () => {
    const ks = methods.find(({ method }) => method === 'ks') as Method;
    expect(JSON.stringify(ks.params_schema)).toContain('epoch milliseconds');
  });
});

describe('the state of a detector', () => {
  const one = { enabled: true, mode: 'live', series_count: 3 } as Detector;

  it('is off before it waits: one that is switched off is not waiting for series', () => {
    expect(stateOf(one)).toBe('live');
    expect(stateOf({ ...one, series_count: 0 })).toBe('waiting');
    expect(stateOf({ ...one, learning_count: 2 })).toBe('live');
    expect(stateOf({ ...one, learning_count: 3 })).toBe('learning');
    expect(stateOf({ ...one, mode: 'shadow' })).toBe('shadow');
    expect(stateOf({ ...one, enabled: false, series_count: 0 })).toBe('off');
    expect(watchedText({ ...one, enabled: false, series_count: 0 })).toBe('–');
  });
});
