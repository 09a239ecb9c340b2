import type { Browser } from 'playwright';
import { orderedQuantile } from '../../lib/stats/quantile';
import { openPage } from './open-page';

const moves = 100;

/**
 * Moves the pointer over the first chart of a page.
 *
 * @returns script for one move, in milliseconds of processor time: the median, and what one move in twenty
 *   exceeds
 */
export async function measureHover(browser: Browser, url: string): Promise<{ median: number; p95: number }> {
  const { page, devtools } = await openPage(browser);
  try {
    await page.goto(url, { waitUntil: 'load' });
    const chart = page.getByRole('slider').first();
    await chart.waitFor();
    await page.locator('.recharts-surface path').first().waitFor();
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    if (!box) throw new Error(`${url} has no chart to move over`);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const scriptSeconds = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
    };
    const took: number[] = [];
    for (let move = 0; move < moves; move += 1) {
      const before = await scriptSeconds();
      await page.mouse.move(box.x + (box.width * (move + 1)) / (moves + 1), box.y + box.height / 2);
      // What the move asked for is drawn with the next frame.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
      took.push(((await scriptSeconds()) - before) * 1000);
    }
    took.sort((a, b) => a - b);
    return { median: orderedQuantile(took, 0.5), p95: orderedQuantile(took, 0.95) };
  } finally {
    await page.context().close();
  }
}
