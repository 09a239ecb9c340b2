import { expect, test } from 'vitest';
import type { WatchingDetector } from '@/lib/db/sql/detectors';
import { groupRequest } from '@/lib/ingest/group-request';
import { LiveSeriesCache } from '@/lib/ingest/live-series-cache';
import type { KnownDetectors } from '@/lib/ingest/pipeline-memory';
import { costOf } from '@/lib/ingest/request-cost';
import { SeriesDirectory } from '@/lib/ingest/series-directory';
import { PatternIndex } from '@/lib/policy/pattern-index';
import { behaviourOf } from '@/lib/services/detectors/behaviour-of';

const detector: WatchingDetector = {
  id: '1',
  name: 'costly',
  revision: 1,
  method: 'mmd',
  params: { reference: 'rolling', reference_size: 200, window: 200 },
  minChange: null,
  minChangeUnit: null,
  adopt: 'never',
  adoptAfterDays: null,
  mode: 'live',
  modelPattern: 'a*',
  metricPattern: '*',
};
const { updateCost } = behaviourOf(detector, { direction: 'two_sided', timeZone: null });

function costOfPoints(models: string[], items: WatchingDetector[] | null = [detector]) {
  let compared = 0;
  const index = new PatternIndex(items ?? [], (pattern, name) => {
    compared += 1;
    return pattern === '*' || name.startsWith('a');
  });
  const detectors: KnownDetectors | null = items === null ? null : { version: '1', index };
  const points = models.map((model_id) => ({ model_id, metric: 'loss', value: 1, ts: 0 }));
  const memory = { live: new LiveSeriesCache(1), directory: new SeriesDirectory(), detectors };
  return { cost: costOf(groupRequest(points), memory), compared };
}

test('a series that is not in memory costs what its detectors state, for each point', () => {
  expect(costOfPoints(['a1', 'a1', 'a1']).cost).toBe(3 * updateCost);
  expect(costOfPoints(['a1'], [detector, { ...detector, id: '2' }]).cost).toBe(2 * updateCost);
  expect(costOfPoints(['b1']).cost).toBe(0);
});

test('nothing is known before the detectors are loaded', () => {
  expect(costOfPoints(['a1'], null).cost).toBe(0);
});

test('of many series only some are looked up, and the others count like them', () => {
  const models = Array.from({ length: 1000 }, (_, index) => `a${index}`);
  const { cost, compared } = costOfPoints(models);
  expect(cost).toBeCloseTo(1000 * updateCost);
  expect(compared).toBeLessThanOrEqual(40);
});
