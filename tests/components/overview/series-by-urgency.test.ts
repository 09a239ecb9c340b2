import { describe, expect, it } from 'vitest';
import { seriesByUrgency } from '@/components/overview/series-by-urgency';
import type { SeriesSummary } from '@/lib/schemas/models';

const series = (metric: string, more: Partial<SeriesSummary> = {}) =>
  ({ id: 1, metric, level: 'stable', open_incident_count: 0, ...more }) as SeriesSummary;

describe('seriesByUrgency', () => {
  it('puts open incidents first and what nobody watches last', () => {
    const list = [series('a', { level: null }), series('b'), series('c', { level: 'warning' })];
    const open = series('d', { open_incident_count: 1 });
    expect(seriesByUrgency([...list, open]).map(({ metric }) => metric)).toEqual(['d', 'c', 'b', 'a']);
  });
});
