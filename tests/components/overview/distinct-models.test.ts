import { expect, test } from 'vitest';
import { distinctModels } from '@/components/overview/distinct-models';
import type { Model } from '@/lib/schemas/models';

const page = (...ids: string[]) => ({ items: ids.map((id) => ({ id }) as Model) });

test('a model that is on two pages is shown where it is first', () => {
  const models = distinctModels([page('c', 'a'), page('b', 'a'), page('c', 'd')]);
  expect(models.map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
});
