import type { Page } from 'playwright';

/** How long charts may take to fit into a screen that has become narrower, in milliseconds. */
const patienceMs = 5000;

/** Resizes the page to each of the widths; returns the widths at which something is cut off on the right. */
export async function widthsWithOverflow(page: Page, widths: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page
      .waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, {
        timeout: patienceMs,
      })
      .catch(() => found.push(width));
  }
  return found;
}
