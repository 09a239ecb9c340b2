import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

test('the sample is loaded by a click, on a phone in dark mode: drift on the chart, one job waiting', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Load sample data' }).click();
  await page.getByRole('heading', { name: 'elec2-price-direction' }).first().waitFor({ timeout: 60_000 });
  await page.goto(`${app.url}/models/elec2-price-direction`);
  await page.getByText(/(began|seen) 2 Jul 1997/).waitFor();
  await page.locator('.plot-line').first().waitFor();
  await page.goto(`${app.url}/queue`);
  // On a phone the list comes first, and the job when it is opened.
  await page.getByRole('list', { name: 'Jobs' }).getByRole('link', { name: 'elec2-price-direction' }).click();
  await page
    .getByRole('article', { name: 'elec2-price-direction' })
    .getByText('Waiting for approval', { exact: true })
    .waitFor();
  for (const path of ['/', '/models/elec2-price-direction', '/detectors', '/queue']) {
    await page.goto(app.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(overflow, { message: `${path} is wider than the phone` }).toBeLessThanOrEqual(0);
  }
});

test('loading it again adds nothing', async () => {
  const response = await fetch(`${app.url}/api/sample`, { method: 'POST' });
  expect(await response.json()).toMatchObject({
    accepted: 0,
    duplicate: 2472,
    detected: [],
    detectors_created: 0,
  });
});

test('the sample is taken away at any time, and the first steps are there again', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Sample data' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove sample data' }).click();
  await page.getByRole('button', { name: 'Load sample data' }).waitFor();
  await page.getByRole('heading', { name: 'Post points of a model' }).waitFor();
  expect((await (await fetch(`${app.url}/api/models`)).json()).items).toEqual([]);
  expect((await (await fetch(`${app.url}/api/detectors`)).json()).items).toEqual([]);
});
