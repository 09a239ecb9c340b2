import type { Locator } from 'playwright';
import { expect } from 'vitest';

/** Waits until React listens to an element of the first HTML: a click that comes earlier has no effect. */
export const whenHydrated = (locator: Locator) =>
  expect
    .poll(
      () =>
        locator
          .first()
          .evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps$'))),
      { timeout: 30_000 },
    )
    .toBe(true);
