import { describe, expect, test } from 'vitest';
import { beforeAfter } from '@/components/evidence/figures';
import { changeSentence, type Part } from '@/components/evidence/sentence';
import { isoAt, viewOf } from './view';

const text = (parts: Part[]) =>
  parts
    .map((part) => (typeof part === 'string' ? part : 'iso' in part ? `<${part.iso}>` : part.figure))
    .join('');

/** 0.886 and 0.898 in turn: mean 0.892, sd 0.006. */
const calm = (count: number) => Array.from({ length: count }, (_, index) => (index % 2 ? 0.898 : 0.886));

describe('changeSentence', () => {
  test('says from what to what the level went, and since when', () => {
    const view = viewOf([...calm(40), ...Array(10).fill(0.842)], { onset_ts: isoAt(40) });
    // Ten equal values would be stuck; one more makes them a level.
    view.evidence.values[45] = { ts: isoAt(45), value: 0.8421 };
    expect(text(changeSentence(view))).toBe(
      `Accuracy fell from 0.892 ± 0.006 to 0.842; it began about <${isoAt(40)}>.`,
    );
  });

  test('says the unit once, after the present', () => {
    const view = viewOf([...calm(40).map((value) => value * 1000), 1200.5], {
      metric: 'latency_p95_ms',
      unit: 'ms',
      onset_ts: isoAt(40),
    });
    expect(text(changeSentence(view))).toMatch(/rose from 892 ± 6 to 1,?20[01] ms in one point; it began/);
  });

  test('takes the figures of the lists where they are known, so that none contradicts another', () => {
    const view = viewOf([...calm(40), 0.3125], {
      onset_ts: isoAt(40),
      delta: -0.2239,
      change: {
        before: { mean: 0.785, sd: 0.02, count: 1200 },
        after: { mean: 0.56, count: 30 },
        diff: -0.225,
        effect: -11,
      },
    });
    expect(text(changeSentence(view))).toContain('fell from 0.785 ± 0.020 to 0.560');
    expect(beforeAfter(view)).toMatchObject({ before: { count: 1200 }, after: { count: 30 } });
  });

  test('takes them for what was before if the change began before all frozen values', () => {
    const before = { mean: 0.892, sd: 0.006, count: 900 };
    const change = { before, after: { mean: 0.842, count: 50 }, diff: -0.05, effect: -8.3 };
    const view = viewOf(
      Array.from({ length: 40 }, (_, index) => 0.842 + 0.001 * (index % 2)),
      {
        onset_ts: isoAt(-10),
        change,
      },
    );
    expect(text(changeSentence(view))).toBe(
      `Accuracy fell from 0.892 ± 0.006 to 0.842; it began about <${isoAt(-10)}>.`,
    );
    expect(beforeAfter(view)?.effect).toBeCloseTo(-0.05 / 0.006, 9);
    // A change too small to be one of the level; nothing frozen tells of the spread before.
    const small = { ...change, before: { ...before, mean: 0.843 }, diff: -0.001, effect: -0.17 };
    expect(text(changeSentence({ ...view, change: small }))).toContain('fell from 0.843 ± 0.006 to 0.842');
    expect(beforeAfter({ ...view, change: null })).toBeNull();
  });

  test('says the spread of the frozen values where the method compares with a few', () => {
    const before = { mean: 0.892, sd: 0.006, count: 3 };
    const change = { before, after: { mean: 0.842, count: 1 }, diff: -0.05, effect: -8.3 };
    const view = viewOf([...calm(40), 0.842], { onset_ts: isoAt(40), change });
    expect(text(changeSentence(view))).toContain('fell from 0.892 ± 0.006 to 0.842 in one point');
  });

  test('leaves out a season that the method knows, and says so', () => {
    const wave = (count: number) =>
      Array.from({ length: count }, (_, index) => 500 + 200 * Math.sin((2 * Math.PI * index) / 24));
    const view = viewOf([...wave(72), ...wave(12)], {
      metric: 'prediction_rate',
      onset_ts: isoAt(72),
      change: {
        before: { mean: 500, sd: 20, count: 700 },
        after: { mean: 560, count: 12 },
        diff: 60,
        effect: 3,
      },
    });
    const span = { from: isoAt(0), to: isoAt(71), sample_count: 72 };
    view.evidence.windows.reference = { ...span, mean: 500, sd: 20 };
    view.evidence.windows.current = { ...span, mean: 560, sd: 22 };
    expect(text(changeSentence(view))).toContain(
      'Apart from its usual rhythm, prediction_rate rose from 500 ± 20 to 560;',
    );
    expect(beforeAfter(view)).toMatchObject({ effect: 3, after: { sd: 22 }, isApartFromSeason: true });
  });

  test('gives a rule of fixed limits its limit', () => {
    const view = viewOf([...calm(40), 0.97], { metric: 'latency_p95_ms' });
    view.evidence.windows = { reference: null, current: null, band: { lower: null, upper: 0.95 } };
    expect(text(changeSentence(view))).toBe(
      `latency_p95_ms rose to 0.970, above its limit of 0.950; seen at <${isoAt(40)}>.`,
    );
  });

  test('tells a value that is stuck, and a spread that grew, from a level', () => {
    const stuck = viewOf([...calm(40), ...Array(9).fill(0.892)], { onset_ts: isoAt(40) });
    expect(text(changeSentence(stuck))).toContain('is stuck: it has been 0.892 for 9 points in a row');
    const wide = Array.from({ length: 20 }, (_, index) => (index % 2 ? 0.922 : 0.862));
    const spread = viewOf([...calm(40), ...wide], { onset_ts: isoAt(40) });
    expect(text(changeSentence(spread))).toContain('The spread of accuracy grew from ± 0.006 to ± 0.031');
  });

  test('says of a single point that it is one', () => {
    expect(text(changeSentence(viewOf([...calm(40), 0.7])))).toContain('to 0.700 in one point; seen at');
  });
});
