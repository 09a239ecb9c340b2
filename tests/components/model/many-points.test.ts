import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { manyPointsQuery } from '@/components/model/queries';
import { presets, rangeBounds } from '@/components/model/range';

afterEach(() => vi.unstubAllGlobals());

test('of many series only those that have moved on are fetched again', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(new URL(address, 'http://app').pathname);
    return Response.json({ items: [], total: asked.length });
  });
  const client = new QueryClient();
  const newestMs = Date.parse('2026-03-02T10:00:00Z');
  const fetchAll = (versions: number[], sinceMs = 0) => {
    const series = versions.map((version, index) => ({ id: index + 1, version }));
    const range = { firstMs: 0, newestMs: newestMs + sinceMs };
    const bounds = rangeBounds({ kind: 'preset', preset: presets[1] }, range);
    return client.fetchQuery({ ...manyPointsQuery(series, bounds, true), staleTime: 0 });
  };
  const first = await fetchAll([7, 7, 7]);
  expect(asked).toEqual([1, 2, 3].map((id) => `/api/series/${id}/points`));
  const second = await fetchAll([7, 8, 7], 60_000);
  expect(asked.slice(3)).toEqual(['/api/series/2/points']);
  expect(second.map(({ total }) => total)).toEqual([first[0]?.total, 4, first[2]?.total]);

  // Whatever has been asked for, one answer of each series is kept.
  await fetchAll([8, 9, 7], 3_600_000);
  const kept = client
    .getQueryCache()
    .getAll()
    .map(({ queryKey }) => queryKey.slice(1, 3));
  expect(kept.filter(([id]) => id !== 'many').sort()).toEqual([1, 2, 3].map((id) => [id, 'few-points']));
  client.clear();
});
