import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright';

const themes: Record<'light' | 'dark', RunOptions> = {
  light: { resultTypes: ['violations'] },
  // A theme changes nothing but colours.
  dark: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
};

/**
 * What axe finds on the page as it is now, in the light and in the dark theme, a line for each element; empty
 * when it is clean. The page follows the system afterwards, as a new one does.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const findings: string[] = [];
  for (const [colorScheme, options] of Object.entries(themes)) {
    // A colour on its way to another one has no contrast to be judged.
    await page.emulateMedia({ colorScheme: colorScheme as keyof typeof themes, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    const run = `axe.run(document, ${JSON.stringify(options)})`;
    const { violations } = await page.evaluate<AxeResults>(run);
    for (const { id, nodes } of violations)
      findings.push(...nodes.map(({ target }) => `${colorScheme}, ${id}: ${target.join(' ')}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return findings;
}
