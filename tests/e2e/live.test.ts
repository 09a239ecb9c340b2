import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { openLive } from '../helpers/page-listens';
import { asTimePasses } from '../helpers/time-passes';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const minute = 60_000;
/** Every point is a minute newer than the one before, and none is from ahead of the clock. */
let next = Date.now() - 40 * minute;

async function send(model: string, values: number[]) {
  const points = values.map((value) => {
    next += minute;
    return { model_id: model, metric: 'accuracy', value, ts: next };
  });
  const response = await fetch(`${app.url}/api/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ points }),
  });
  expect(response.status, await response.clone().text()).toBe(200);
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  const created = await fetch(`${app.url}/api/detectors`, {
    method: 'POST',
    body: JSON.stringify({
      name: 'limit',
      metric_pattern: '*',
      method: 'static_threshold',
      params: { lower: 0.8 },
    }),
  });
  expect(created.status).toBe(201);
  for (const model of ['one', 'two', 'three']) await send(model, [0.9, 0.91, 0.9]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
});
afterEach(() => context.close());

const row = (model: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: model, exact: true }) });
const stateOf = (model: string) => row(model).getByRole('cell').first().textContent();
async function openOverview() {
  await openLive(page, app.url);
  await row('one').waitFor();
}

test('a drift appears on an open page by itself, in the table and in the counts', async () => {
  await openOverview();
  expect(await stateOf('one')).toBe('Stable');
  await send('one', [0.5, 0.5]);
  await expect.poll(() => stateOf('one')).toBe('Drift');
  await page.getByRole('link', { name: /Incidents.*1 open/ }).waitFor();
  await page.getByRole('link', { name: /Retrain queue.*1 waiting/ }).waitFor();
});

test.each(['/', '/incidents', '/queue', '/detectors', '/models/one'])(
  'idle, %s asks at most ten times a minute',
  async (path) => {
    await page.clock.install();
    await openLive(page, app.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    // What is asked at the beginning is over.
    await page.clock.runFor(5000);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.clock.runFor(minute);
    expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(10);
  },
);

test('a page asks for no other one before a link is followed, which then shows it at once', async () => {
  const pages: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (searchParams.has('_rsc')) pages.push(pathname);
  });
  await openOverview();
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Activity' });
  await link.hover();
  await page.evaluate(() => {
    const seen = window as { skeletons?: number };
    seen.skeletons = 0;
    new MutationObserver(() => {
      seen.skeletons = (seen.skeletons ?? 0) + document.querySelectorAll('main .animate-pulse').length;
    }).observe(document.body, { childList: true, subtree: true });
  });
  expect(pages).toEqual([]);
  await link.click();
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
  expect(pages).toEqual(['/activity']);
  // React holds a page back for 300 ms once it has shown a skeleton in its place.
  expect(await page.evaluate(() => (window as { skeletons?: number }).skeletons)).toBe(0);
});

test('a dead stream is said, what happens meanwhile is fetched now and then, and it comes back', async () => {
  await page.clock.install();
  await page.route('**/api/events', (route) => route.fulfill({ status: 503, body: 'away' }));
  await openOverview();
  await page.clock.runFor(10_000);
  await page.getByText('Live updates are interrupted.', { exact: false }).waitFor();
  await send('two', [0.5, 0.5]);
  await asTimePasses(page, 31_000, () => stateOf('two')).toBe('Drift');
  await page.unroute('**/api/events');
  const interrupted = page.getByText('Live updates are interrupted.', { exact: false });
  await asTimePasses(page, 61_000, () => interrupted.count()).toBe(0);
  await send('three', [0.5, 0.5]);
  await asTimePasses(page, 500, () => stateOf('three')).toBe('Drift');
});

test('a server that is away is said, and the page goes on when it is back', async () => {
  await page.clock.install();
  await openOverview();
  const { port } = new URL(app.url);
  await app.stop();
  const unreachable = page.getByText('The server cannot be reached.', { exact: false });
  await asTimePasses(page, 10_000, () => unreachable.count()).toBe(1);
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder, PORT: port } });
  const said = page.getByRole('status').filter({ hasText: /cannot be reached|interrupted/ });
  await asTimePasses(page, 10_000, () => said.count()).toBe(0);
  await row('one').waitFor();
});
