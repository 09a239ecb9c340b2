import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright';
import { launchChromium } from './launch-chromium';
import { runApp } from './run-app';

const folder = 'docs/images';
const widths = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ['light', 'dark'] as const;

interface Picture {
  name: string;
  path: string;
  /** Text that is on the screen once it is complete. */
  shows: RegExp;
  /** What is pressed before it is taken. */
  press?: string;
}

async function picturesOf(url: string): Promise<Picture[]> {
  const get = async (address: string) => (await fetch(`${url}${address}`)).json();
  const { items: incidents } = await get('/api/incidents?limit=200');
  const { items: jobs } = await get('/api/jobs?limit=1');
  const incident = incidents.at(-1);
  return [
    { name: 'overview', path: '/', shows: /elec2/i },
    { name: 'incident', path: `/incidents/${incident.id}`, shows: /began about/ },
    { name: 'model', path: `/models/${encodeURIComponent(incident.model_id)}`, shows: /accuracy/i },
    { name: 'queue', path: `/queue?job=${jobs[0]?.id}`, shows: /began about/ },
    {
      name: 'editor',
      path: `/detectors/new?${new URLSearchParams({ model: incident.model_id, metric: incident.metric })}`,
      shows: /Would have fired/i,
      press: 'all points',
    },
  ];
}

/** Whether nothing on the screen is still to come; what lies below it is loaded when somebody scrolls. */
function isComplete() {
  const waiting = document.querySelectorAll('main .animate-pulse, main [aria-busy="true"]');
  return [...waiting].every((one) => one.getBoundingClientRect().top > window.innerHeight);
}

async function take(browser: Browser, url: string, pictures: Picture[]) {
  for (const [width, viewport] of Object.entries(widths)) {
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1.5 });
      const page = await context.newPage();
      for (const picture of pictures) {
        await page.goto(`${url}${picture.path}`, { waitUntil: 'load' });
        await page.getByText(picture.shows).first().waitFor({ timeout: 60_000 });
        if (picture.press) await page.getByText(picture.press, { exact: true }).click();
        await page.waitForFunction(isComplete, undefined, { timeout: 60_000 });
        // A chart is drawn a moment after its points have come.
        await page.waitForTimeout(2000);
        await page.screenshot({ path: path.join(folder, `${picture.name}-${width}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
}

// Takes the pictures of the README and the docs from the sample, in an app of its own.
const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-images-'));
const app = await runApp({ DRIFTWATCH_DATA: dataFolder, DATABASE_URL: '', LOG_LEVEL: 'warn' });
try {
  const loaded = await fetch(`${app.url}/api/sample`, { method: 'POST' });
  if (!loaded.ok) throw new Error(`the sample could not be loaded: ${await loaded.text()}`);
  const browser = await launchChromium();
  await take(browser, app.url, await picturesOf(app.url)).finally(() => browser.close());
} finally {
  await app.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
