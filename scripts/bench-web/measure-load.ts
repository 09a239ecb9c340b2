import type { Browser, Page } from 'playwright';
import { openPage } from './open-page';

/** What one load of a page took. */
export interface PageLoad {
  /** Size of all scripts as they are transferred, without headers, in KiB. */
  scriptKib: number;
  /** Time to first byte, in milliseconds. */
  ttfbMs: number;
  /** Largest contentful paint, in milliseconds. */
  lcpMs: number;
  /** Cumulative layout shift. */
  cls: number;
  /** Script, style and layout on the main thread, in milliseconds of its processor time. */
  workMs: number;
  domNodes: number;
}

/** A page has settled once it has asked for nothing for so long, or at the latest after so long. */
const [quietMs, mostMs] = [2000, 30_000];

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

async function settle(page: Page) {
  const startMs = performance.now();
  let lastMs = startMs;
  page.on('request', () => {
    lastMs = performance.now();
  });
  page.on('requestfinished', () => {
    lastMs = performance.now();
  });
  while (performance.now() - lastMs < quietMs && performance.now() - startMs < mostMs)
    await page.waitForTimeout(100);
}

/** Loads a page with an empty cache, until it has settled. */
export async function measureLoad(browser: Browser, url: string): Promise<PageLoad> {
  const { page, devtools } = await openPage(browser);
  try {
    const scripts = new Set<string>();
    let scriptBytes = 0;
    devtools.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.addInitScript(observePaints);
    await page.goto(url, { waitUntil: 'load' });
    await settle(page);
    const { metrics } = await devtools.send('Performance.getMetrics');
    const seen = await page.evaluate(() => ({
      ...(window as unknown as { driftwatchBench: { lcpMs: number; cls: number } }).driftwatchBench,
      ttfbMs: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseStart,
      domNodes: document.querySelectorAll('*').length,
    }));
    const taskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    return { ...seen, scriptKib: scriptBytes / 1024, workMs: taskSeconds * 1000 };
  } finally {
    await page.context().close();
  }
}
