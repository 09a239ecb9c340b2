import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright';

/** What axe finds on the page as it is now, a line for each element; empty when it is clean. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
