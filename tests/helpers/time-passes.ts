import type { Page } from 'playwright';
import { expect } from 'vitest';

/** In real time: a page that asks again drops what it has asked for before, so it gets time for an answer. */
const leastStepMs = 2000;

/** Reads until it is so, while the installed clock of the page goes on in steps. */
export function asTimePasses<Value>(page: Page, stepMs: number, read: () => Promise<Value>) {
  let nextStepMs = 0;
  return expect.poll(async () => {
    if (performance.now() >= nextStepMs) {
      await page.clock.runFor(stepMs);
      nextStepMs = performance.now() + leastStepMs;
    }
    return read();
  });
}
