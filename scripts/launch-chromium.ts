import { type Browser, chromium } from 'playwright';
import { findChromium } from '../tests/helpers/find-chromium';
import { signInTo } from '../tests/helpers/sign-in';

/**
 * Starts the Chromium that the browser tests use: that of `CHROMIUM_PATH`, of Playwright or of the system. Its
 * contexts are signed in to the apps that `runApp` has started, as their admin.
 */
export async function launchChromium(): Promise<Browser> {
  const { CHROMIUM_PATH, PATH } = process.env;
  const executablePath = findChromium({ CHROMIUM_PATH, PATH });
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executablePath && { executablePath }),
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.addCookies(await signInTo());
    return context;
  };
  return browser;
}
