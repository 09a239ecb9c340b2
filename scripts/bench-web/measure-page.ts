import type { Browser } from 'playwright';

/** What one load of a page took. */
export interface PageLoad {
  /** Compressed size of all scripts until the page is idle, in KiB. */
  scriptKib: number;
  /** Time to first byte, in milliseconds. */
  ttfbMs: number;
  /** Largest contentful paint, in milliseconds. */
  lcpMs: number;
  /** Cumulative layout shift. */
  cls: number;
  domNodes: number;
}

/** Network of Lighthouse's desktop preset; its CPU is not slowed down. */
const network = { offline: false, latency: 40, downloadThroughput: 1.25e6, uploadThroughput: 1.25e6 };
/** Paints and shifts after this time are not counted, in milliseconds. */
const settledMs = 3000;

function observePaints() {
  const seen = { lcpMs: 0, cls: 0 };
  Object.assign(window, { driftwatchBench: seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.lcpMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) seen.cls += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Loads a page with an empty cache, at Lighthouse's desktop size and network. */
export async function measurePage(browser: Browser, url: string): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 1350, height: 940 } });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', network);
    const scripts = new Set<string>();
    let scriptBytes = 0;
    devtools.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    await page.addInitScript(observePaints);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settledMs);
    const seen = await page.evaluate(() => ({
      ...(window as unknown as { driftwatchBench: { lcpMs: number; cls: number } }).driftwatchBench,
      ttfbMs: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseStart,
      domNodes: document.querySelectorAll('*').length,
    }));
    return { ...seen, scriptKib: scriptBytes / 1024 };
  } finally {
    await context.close();
  }
}
