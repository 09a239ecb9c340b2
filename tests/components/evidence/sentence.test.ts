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
    expect(text(changeSentence(view))).toContain('fell from 0.79 ± 0.02 to 0.56');
    expect(beforeAfter(view)).toMatchObject({ before: { count: 1200 }, after: { count: 30 } });
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
