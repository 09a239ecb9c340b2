import type { Browser } from 'playwright';
import { openPage } from './open-page';

const settledMs = 10_000;
const minuteMs = 60_000;

/** Number of requests that a page sends in a minute during which nobody touches it. */
export async function measureIdleRequests(browser: Browser, url: string): Promise<number> {
  const { page } = await openPage(browser);
  try {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settledMs);
    let requests = 0;
    page.on('request', () => {
      requests += 1;
    });
    await page.waitForTimeout(minuteMs);
    return requests;
  } finally {
    await page.context().close();
  }
}

async function processorSeconds(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^process_cpu_seconds_total (\S+)$/m.exec(metrics) ?? [];
  if (seconds === undefined) throw new Error('/metrics does not tell the processor time');
  return Number(seconds);
}

/** Share of a core that the app's process needs for so many open overviews, in per cent. */
export async function measureOpenTabs(browser: Browser, url: string, tabs: number): Promise<number> {
  // A browser has six connections to one server for all tabs of a profile: each tab is a person of its own.
  const opened = [];
  try {
    for (let tab = 0; tab < tabs; tab += 1) {
      const { page } = await openPage(browser);
      opened.push(page);
      await page.goto(url, { waitUntil: 'load' });
    }
    await opened.at(-1)?.waitForTimeout(settledMs);
    const [before, startMs] = [await processorSeconds(url), performance.now()];
    await opened.at(-1)?.waitForTimeout(minuteMs);
    const seconds = (await processorSeconds(url)) - before;
    return (100 * seconds) / ((performance.now() - startMs) / 1000);
  } finally {
    for (const page of opened) await page.context().close();
  }
}
