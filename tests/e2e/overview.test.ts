import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page, Response, Route } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const modelCount = 60;
const name = (index: number) => `model-${String(index).padStart(2, '0')}`;

async function send(address: string, body: unknown) {
  const response = await fetch(`${app.url}${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok, await response.clone().text()).toBe(true);
}

/** Every model has its point; the last one drifts. */
beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(os.tmpdir(), 'driftwatch-overview-'));
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  await send('/api/detectors', {
    name: 'limit',
    model_pattern: '*',
    metric_pattern: '*',
    method: 'static_threshold',
    params: { upper: 1 },
  });
  const points = Array.from({ length: modelCount }, (_, index) => ({
    model_id: name(index),
    metric: 'loss',
    value: index === modelCount - 1 ? 2 : 0.5,
    ts: '2026-03-01T00:00:00Z',
  }));
  await send('/api/metrics', { points });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

/** The screen refreshes by itself, on a busy machine not immediately. */
const eventually = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 30_000 });

const models = () => page.getByRole('region', { name: 'Models' });
const names = () => models().getByRole('heading', { name: /^model-/ });

test('the overview shows the worst of many models first, and the others on request', async () => {
  await page.goto(app.url);
  await eventually(() => names().count()).toBe(50);
  expect(await names().first().textContent()).toBe(name(modelCount - 1));
  expect(await models().getByRole('heading', { name: '60 models' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Show more models' }).click();
  await eventually(() => names().count()).toBe(modelCount);
  expect(await page.getByRole('button', { name: 'Show more models' }).count()).toBe(0);
});

test('the search finds a model that is not among the first, and says if there is none', async () => {
  await page.reload();
  await eventually(() => names().count()).toBe(50);
  const search = page.getByRole('searchbox');
  await search.fill('LOSS model-57');
  await eventually(() => names().allTextContents()).toEqual([name(57)]);
  await search.fill('nothing of that name');
  await page.getByText('No model or metric contains').waitFor();
  await search.fill('');
  await eventually(() => names().count()).toBe(50);
});

/** An error that is not worth retrying, so that the screen shows it immediately. */
const refuse = (route: Route) => route.fulfill({ status: 400, json: {} });

test('a search is kept in the address: Back and a reload keep it, and the link to the overview ends it', async () => {
  const search = page.getByRole('searchbox');
  await search.pressSequentially('loss model-3 ', { delay: 20 });
  await eventually(() => names().count()).toBe(10);
  expect(new URL(page.url()).searchParams.get('search')).toBe('loss model-3 ');
  await page.getByRole('link', { name: name(33), exact: true }).click();
  await page.waitForURL(`**/models/${name(33)}`);
  await page.goBack();
  await eventually(() => names().count()).toBe(10);
  await page.reload();
  await eventually(() => names().count()).toBe(10);
  expect(await search.inputValue()).toBe('loss model-3 ');
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await eventually(() => names().count()).toBe(50);
  expect(await search.inputValue()).toBe('');
});

test('a search that fails says so, and its words can be changed', async () => {
  await page.route(/search=broken/, refuse);
  const search = page.getByRole('searchbox');
  await search.fill('broken');
  await page.getByText('The models could not be loaded.', { exact: false }).waitFor();
  await search.fill('model-57');
  await eventually(() => names().allTextContents()).toEqual([name(57)]);
});

test('a next page that fails is not requested repeatedly, but only on request', async () => {
  let asked = 0;
  await page.route(/cursor=/, (route) => {
    asked += 1;
    return refuse(route);
  });
  await page.goto(app.url);
  await names().last().scrollIntoViewIfNeeded();
  await page.getByText('They could not be loaded.', { exact: false }).waitFor();
  // Successful refreshes of the first page are no reason to retry.
  const isRefresh = (response: Response) =>
    response.url().includes('/api/models?') && !response.url().includes('cursor=');
  for (let refresh = 0; refresh < 2; refresh += 1) await page.waitForResponse(isRefresh);
  await page.getByText('They could not be loaded.', { exact: false }).waitFor();
  expect(asked).toBe(1);
  await page.unroute(/cursor=/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => names().count()).toBe(modelCount);
});

test('incidents and jobs that are loading, or could not be loaded, are not shown as none', async () => {
  let answer: (route: Route) => unknown = () => undefined;
  await page.route(/api\/(incidents|jobs)/, (route) => answer(route));
  await page.goto(app.url);
  await eventually(() => names().count()).toBe(50);
  const none = page.getByText(/^No (open incidents|jobs waiting)/);
  expect(await page.getByText(/^Loading (open incidents|waiting jobs)/).count()).toBe(2);
  expect(await none.count()).toBe(0);
  answer = refuse;
  await page.reload();
  await page.getByText('The open incidents could not be loaded.', { exact: false }).waitFor();
  await page.getByText('The waiting jobs could not be loaded.', { exact: false }).waitFor();
  expect(await none.count()).toBe(0);
});
