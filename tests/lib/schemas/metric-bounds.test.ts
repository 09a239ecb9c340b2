import { expect, it } from 'vitest';
import { metricPatchSchema } from '@/lib/schemas/metrics';

it.each([Number.MAX_VALUE, 1.7e308, -1.7e308, 1.01e300])('a bound of %d is refused, not stored', (bound) => {
  for (const patch of [{ lower_bound: bound }, { upper_bound: bound }]) {
    expect(metricPatchSchema.safeParse(patch).error?.issues[0]?.message).toMatch(
      /^must be at (most|least) -?1e\+300$/,
    );
  }
});

it.each([1e300, -1e300, 5e-324, 0, null])('a bound of %d is accepted', (bound) => {
  expect(metricPatchSchema.parse({ lower_bound: bound })).toEqual({ lower_bound: bound });
});
