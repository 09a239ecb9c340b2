import type { Page } from 'playwright';

/** Everything that a person can press or type into. */
const controls = 'a[href], button, input, select, summary, textarea, [tabindex]';

/**
 * Waits until the page that is shown listens: what is pressed or typed earlier, while there is only the HTML of
 * the server, may have no effect. A page that is not one of the app is left alone.
 */
export async function pageListens(page: Page) {
  await page.waitForFunction(
    (selector) => {
      if (!document.querySelector('#main')) return true;
      const isTakenOver = (element: Element) =>
        Object.keys(element).some((key) => key.startsWith('__reactProps$'));
      if (![...document.querySelectorAll(selector)].every(isTakenOver)) return false;
      // React takes over the elements first and runs the effects, which listen to keys, in later tasks. The
      // browser is idle once none is left. Playwright does not wait for a promise here.
      const page = window as { isIdle?: boolean };
      if (page.isIdle === undefined) {
        page.isIdle = false;
        requestIdleCallback(
          () => {
            page.isIdle = true;
          },
          { timeout: 5000 },
        );
      }
      return page.isIdle;
    },
    controls,
    { timeout: 45_000 },
  );
}

/** Opens a page and waits until it also hears what changes on the server; what changed earlier comes later. */
export async function openLive(page: Page, url: string) {
  const stream = page.waitForResponse('**/api/events');
  await page.goto(url);
  await stream;
}
