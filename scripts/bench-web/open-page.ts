import type { Browser, CDPSession, Page } from 'playwright';

/** Size, network and processor of Lighthouse's desktop preset, which does not slow the processor down. */
const viewport = { width: 1350, height: 940 };
const network = { offline: false, latency: 40, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 };

/** An empty page with an empty cache, as Lighthouse's desktop preset has it, and its debugging session. */
export async function openPage(browser: Browser): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', network);
  return { page, devtools };
}
