import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { createDataFolder, removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const shown = (locator: Locator) => locator.first().waitFor({ state: 'visible', timeout: 30_000 });
const region = (name: string) => page.getByRole('region', { name });

async function send(path: string, body: unknown) {
  const response = await fetch(`${app.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.ok).toBe(true);
  return response.json();
}

const request = (model_id: string, comment: string) => send('/api/jobs', { model_id, comment });

beforeAll(async () => {
  dataFolder = await createDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const models = Array.from({ length: 27 }, (_, index) => `model ${index + 1}`);
  await send(
    '/api/metrics',
    models.map((model_id) => ({ model_id, metric: 'accuracy', value: 0.9, ts: 1_700_000_000_000 })),
  );
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

test('a link to a job beyond the first page shows it, and it can be decided there', async () => {
  const jobs: { id: string }[] = [];
  for (let number = 1; number <= 27; number++) jobs.push(await request(`model ${number}`, 'monthly'));
  await page.goto(`${app.url}/queue#job-${jobs[0]?.id}`);
  const linked = region('From your link');
  await shown(linked.getByRole('heading', { name: 'model 1', exact: true }));
  await expect(
    region('Waiting').getByRole('heading', { name: 'model 1', exact: true }).count(),
  ).resolves.toBe(0);
  await linked.getByRole('button', { name: 'Cancel job' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
  await shown(region('Past').getByRole('heading', { name: 'model 1', exact: true }));
  await linked.waitFor({ state: 'hidden' });
});

test('a link to a job that does not exist says so', async () => {
  await page.goto(`${app.url}/queue?gone#job-00000000-0000-4000-8000-000000000000`);
  await shown(region('From your link').getByText('there is no retrain job', { exact: false }));
});

test('the newest of many reasons are shown, and the others on request', async () => {
  for (let number = 1; number <= 30; number++) await request('model 2', `reason ${number}`);
  await page.goto(`${app.url}/queue`);
  await page.getByRole('button', { name: 'Show older jobs' }).click();
  const card = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'model 2', exact: true }) });
  await shown(card.getByText('“reason 30”', { exact: false }));
  expect(await card.getByText(/“reason \d+”/).count()).toBe(5);
  await card.getByRole('button', { name: 'and 26 earlier reasons' }).click();
  await shown(card.getByText('“monthly”', { exact: false }));
  expect(await card.getByText(/“reason \d+”/).count()).toBe(30);
  await card.getByRole('button', { name: 'Show only the newest' }).click();
  await card.getByText('“monthly”', { exact: false }).waitFor({ state: 'hidden' });
});
