import { type Browser, type BrowserContext, chromium } from 'playwright';
import { inject } from 'vitest';
import { pageListens } from './page-listens';
import { signInTo } from './sign-in';

/**
 * Starts headless Chromium without network access beyond this machine. Its contexts are signed in to the apps
 * that `startApp` has started, as their admin. `goto` and `reload` of its pages resolve once the page listens.
 */
export async function launchChromium(): Promise<Browser> {
  const browser = await launchStranger();
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.addCookies(await signInTo());
    return context;
  };
  return browser;
}

/** After a click that loads a page anew, a test calls `pageListens` itself. */
function waitOnLoads(context: BrowserContext) {
  context.setDefaultTimeout(45_000);
  const newPage = context.newPage.bind(context);
  context.newPage = async () => {
    const page = await newPage();
    const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
    page.goto = async (...target) => {
      const response = await goto(...target);
      await pageListens(page);
      return response;
    };
    page.reload = async (options) => {
      const response = await reload(options);
      await pageListens(page);
      return response;
    };
    return page;
  };
  return context;
}

/** The same for somebody who has not signed in. */
export async function launchStranger(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: [
      // Chromium refuses to sandbox for root, and small containers have a small /dev/shm.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      '--disable-gpu',
      // The pages of a context are in one process: starting another one takes longer than showing a page.
      '--process-per-site',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => waitOnLoads(await newContext(options));
  browser.newPage = async (options) => (await browser.newContext(options)).newPage();
  return browser;
}
