import { expect, test } from 'vitest';
import { joinPages } from '@/components/model/join-pages';
import type { Model } from '@/lib/schemas/models';

const page = (...ids: number[]) => ({ id: 'm', series_count: 4, series: ids.map((id) => ({ id })) }) as Model;

test('a model has the series of all its pages, each at its first position', () => {
  expect(joinPages([page(3, 1), page(2, 1), page(4)])).toEqual(page(3, 1, 2, 4));
});
