import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';

const source = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

// `preload` would fetch the style sheets again, for rules that are off by default or about sound.
const options: RunOptions = { resultTypes: ['violations'], preload: false };

const themes: Record<'light' | 'dark', RunOptions> = {
  light: options,
  // A theme changes nothing but colours.
  dark: { ...options, runOnly: ['color-contrast', 'link-in-text-block'] },
};

/** Playwright would first try whether a text is a function, which takes longer than running it. */
async function loadAxe(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: source });
  await session.detach();
}

/**
 * What axe finds on the page as it is now, in the light and in the dark theme, a line for each element; empty
 * when it is clean. The page follows the system afterwards, as a new one does.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await loadAxe(page);
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
