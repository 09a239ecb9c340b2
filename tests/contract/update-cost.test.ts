import { expect, test } from 'vitest';
import { z } from 'zod';
import type { DetectorMethod, DetectorState, ParamValues } from '@/lib/detectors/types';
import { type OperationCounter, withOperationCounter } from '../helpers/count-operations';
import { errorOf } from './binary-cases';
import { normals } from './seeded-numbers';

/**
 * The most expensive params of a method, in addition to those that all methods get, in one variant or more.
 */
const costliest: Record<string, ParamValues[]> = {
  static_threshold: [{ upper: 1e9 }],
  adwin: [{ clock: 1, min_window: 1 }],
  kswin: [{ stat_size: 5000 }],
  rddm: [{ max_concept_size: 10_001 }],
};

/** Integer params at their maximum, and each kind of reference of a window method. */
function largestParams(method: DetectorMethod): ParamValues[] {
  const { properties = {} } = z.toJSONSchema(method.paramsSchema, { io: 'input' });
  const largest: ParamValues = {};
  for (const [name, rule] of Object.entries(properties)) {
    const isSize = typeof rule === 'object' && rule.type === 'integer' && name !== 'seed';
    // No method keeps a longer reference than this; it would only take longer to learn.
    if (isSize) largest[name] = Math.min(rule.maximum as number, 10_000);
  }
  const forms: ParamValues[] =
    method.kind === 'window' ? [{ reference: 'first' }, { reference: 'rolling' }] : [{}];
  return (costliest[method.method] ?? forms).map((form) => ({ ...largest, ...form }));
}

/**
 * Values shown to a full state: noise, a constant, a different value at every other position, and a permanent
 * change.
 */
const kinds: Record<string, (noise: number, index: number) => number> = {
  noise: (noise) => noise,
  constant: () => 0.5,
  'of two sizes': (noise, index) => (index % 2 === 0 ? 1e9 : noise),
  shifted: (noise) => noise + 5,
};
const shown = 15;
/** The maximum cost of a single update: about ten milliseconds, during which nothing else can run. */
const maxOfOneUpdate = 3_000_000;

interface Measured {
  name: string;
  operations: number;
  most: number;
}

/** Fills a state, which is counted as a whole, and then shows copies of it each kind of values. */
function measure(count: OperationCounter, method: DetectorMethod, params: ParamValues): Measured[] {
  const state = method.init(params, { direction: 'two_sided' });
  const most = method.updateCost(params);
  // Windows are full by then; states without a window still grow a little.
  const filled = method.minSamples(params) + (most > 10_000 ? 0 : 3000);
  const values = normals(1, filled + shown).map((value) =>
    method.kind === 'binary' ? errorOf(value) : value,
  );
  const show = (to: DetectorState, from: number, until: number, kind = kinds.noise) => {
    for (let index = from; index < until; index += 1) {
      method.update(to, kind?.(values[index] as number, index) as number, index * 60_000);
    }
  };
  const name = `${method.method} ${JSON.stringify(params)}`;
  const learned = Number(params.reference_size ?? 1) - 1;
  const before = count(() => show(state, 0, learned));
  const learning = count(() => show(state, learned, learned + 1));
  const after = count(() => show(state, learned + 1, filled));
  return [
    { name: `${name} while it fills`, operations: (before + learning + after) / filled, most },
    { name: `${name} when it has learned`, operations: learning, most: maxOfOneUpdate },
    ...Object.entries(kinds).map(([kind, values]) => {
      const copy = structuredClone(state);
      const operations = count(() => show(copy, filled, filled + shown, values)) / shown;
      return { name: `${name} on ${kind}`, operations, most };
    }),
  ];
}

test('no method costs more per point than it states, at its largest params', {
  timeout: 240_000,
}, async () => {
  await withOperationCounter(
    (url) => /\/lib\/(detectors|stats)\//.test(url),
    async (count) => {
      // Imported here, so that V8 instruments the code.
      const { methods, getMethod } = await import('@/lib/detectors/registry');
      const { parseParams } = await import('@/lib/detectors/parse-params');
      const { maxUpdateCost } = await import('@/lib/detectors/types');
      const measured: Measured[] = [];
      for (const { method: id } of methods) {
        const method = getMethod(id);
        for (const largest of largestParams(method)) {
          const params = parseParams(id, largest);
          expect(method.updateCost(params), id).toBeLessThanOrEqual(maxUpdateCost);
          measured.push(...measure(count, method, params));
        }
      }
      expect(measured.filter(({ operations, most }) => operations > most)).toEqual([]);
      // The counter works: the cheapest method costs some operations, and the most expensive one a good part
      // of the limit.
      const costs = measured.map(({ operations }) => operations);
      expect(Math.min(...costs)).toBeGreaterThan(0);
      expect(Math.max(...costs)).toBeGreaterThan(100_000);
    },
  );
});
