import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const inTime = { timeout: 45_000 };
const detailOf = (name: string, on = page) => on.getByRole('article', { name, exact: true });
const rowOf = (name: string, on = page) =>
  on.getByRole('list', { name: 'Jobs', exact: true }).getByRole('link').filter({ hasText: name });

async function send(path: string, body: unknown) {
  const response = await fetch(`${app.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.ok, await response.clone().text()).toBe(true);
  return response.json();
}

async function jobs(status: string): Promise<{ id: string; model_id: string; comment: string | null }[]> {
  return (await (await fetch(`${app.url}/api/jobs?status=${status}&limit=200`)).json()).items;
}

const request = (model_id: string, comment: string) => send('/api/jobs', { model_id, comment });

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  const models = Array.from({ length: 130 }, (_, index) => `model ${index + 1}`);
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

test('ten jobs are decided by keyboard alone, and the list stays where it is', async () => {
  for (let number = 1; number <= 12; number++) await request(`model ${number}`, 'monthly');
  await page.goto(`${app.url}/queue`);
  await detailOf('model 1').waitFor(inTime);
  expect(await axeFindings(page)).toEqual([]);
  const order = await page
    .getByRole('list', { name: 'Jobs', exact: true })
    .getByRole('link')
    .allTextContents();
  for (let number = 1; number <= 5; number++) {
    await page.keyboard.press('a');
    await page.keyboard.type(`comment ${number}`);
    await page.keyboard.press('Enter');
  }
  for (let number = 1; number <= 5; number++) {
    await page.keyboard.press('c');
    await page.keyboard.press('Enter');
  }
  await detailOf('model 11').waitFor(inTime);
  await expect.poll(async () => (await jobs('queued')).length, inTime).toBe(5);
  await expect.poll(async () => (await jobs('cancelled')).length, inTime).toBe(5);
  expect((await jobs('queued')).map(({ comment }) => comment).sort()).toEqual(
    [1, 2, 3, 4, 5].map((number) => `comment ${number}`),
  );
  const names = (rows: string[]) => rows.map((row) => /^model \d+/.exec(row)?.[0]);
  const after = await page
    .getByRole('list', { name: 'Jobs', exact: true })
    .getByRole('link')
    .allTextContents();
  expect(names(after)).toEqual(names(order));
  await page.keyboard.press('j');
  await detailOf('model 12').waitFor(inTime);
  await page.keyboard.press('k');
  await detailOf('model 11').waitFor(inTime);
});

test('of two browsers that decide at once the second takes its decision back and says who was first', async () => {
  const other = await (await browser.newContext()).newPage();
  const [job] = (await jobs('pending_approval')).filter(({ model_id }) => model_id === 'model 11');
  await other.goto(`${app.url}/queue?job=${job?.id}`);
  await detailOf('model 11', other).waitFor(inTime);
  // It hears of nothing from now on, as on a bad line.
  await other.route('**/api/**', (route) =>
    route.request().method() === 'GET' ? route.abort() : route.continue(),
  );
  await page.goto(`${app.url}/queue?job=${job?.id}`);
  await detailOf('model 11').getByRole('button', { name: 'Cancel job' }).click(inTime);
  await page.keyboard.type('mine was first');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await jobs('cancelled')).length, inTime).toBe(6);
  await other.keyboard.press('a');
  await other.keyboard.press('Enter');
  await other
    .getByText(/Somebody was faster with model 11.*cancelled by Ada Admin.*mine was first/i)
    .first()
    .waitFor(inTime);
  await rowOf('model 11', other).getByText('cancelled').waitFor(inTime);
  expect(await jobs('queued')).toHaveLength(5);
  await other.context().close();
});

test("others' decisions and new jobs do not move what one reads", async () => {
  await page.goto(`${app.url}/queue`);
  await detailOf('model 12').waitFor(inTime);
  await request('model 13', 'monthly');
  await page.getByRole('button', { name: 'Show 1 new job' }).waitFor({ timeout: 60_000 });
  expect(await rowOf('model 13').count()).toBe(0);
  const [job] = (await jobs('pending_approval')).filter(({ model_id }) => model_id === 'model 12');
  await send(`/api/jobs/${job?.id}/approve`, { comment: 'by another' });
  await rowOf('model 12').getByText('approved').waitFor({ timeout: 60_000 });
  await detailOf('model 12').getByText('“by another”', { exact: false }).first().waitFor(inTime);
  await page.getByRole('button', { name: 'Show 1 new job' }).click();
  await rowOf('model 13').waitFor(inTime);
});

test('a link to a job beyond the first page shows it, and it can be decided there', async () => {
  for (let number = 14; number <= 115; number++) await request(`model ${number}`, 'monthly');
  const [job] = (await jobs('pending_approval')).filter(({ model_id }) => model_id === 'model 13');
  await page.goto(`${app.url}/queue#job-${job?.id}`);
  await detailOf('model 13').getByRole('button', { name: 'Cancel job' }).click(inTime);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await jobs('cancelled')).length, inTime).toBe(7);
});

test('on a phone the list comes back after a decision, with the focus on the decided job', async () => {
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(`${app.url}/queue`);
  await rowOf('model 40', phone).click();
  await detailOf('model 40', phone).getByRole('button', { name: 'Cancel job' }).click(inTime);
  const listedAgain = phone.waitForResponse((response) => response.url().includes('/api/jobs?'), inTime);
  await phone.keyboard.press('Enter');
  // From then on the server no longer lists the job, which keeps its row and the focus.
  await listedAgain;
  await rowOf('model 40', phone).getByText('cancelled').waitFor(inTime);
  const hasFocus = () => rowOf('model 40', phone).evaluate((row) => row === document.activeElement);
  await phone.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await expect.poll(hasFocus, inTime).toBe(true);
  await phone.context().close();
});

test('twenty jobs fit on two screens, and a hundred do not need a click each', async () => {
  await page.goto(`${app.url}/queue`);
  await rowOf('model 20').waitFor(inTime);
  const rowHeight = await rowOf('model 20').evaluate((row) => row.getBoundingClientRect().height);
  expect(20 * rowHeight).toBeLessThan(1200);
});

test('a link to a job that does not exist says so', async () => {
  await page.goto(`${app.url}/queue?job=00000000-0000-4000-8000-000000000000`);
  await page.getByText('there is no retrain job', { exact: false }).waitFor(inTime);
});

test('of many reasons the newest are shown, and the others when asked', async () => {
  for (let number = 1; number <= 30; number++) await request('model 14', `reason ${number}`);
  const [job] = (await jobs('pending_approval')).filter(({ model_id }) => model_id === 'model 14');
  await page.goto(`${app.url}/queue?job=${job?.id}`);
  const detail = detailOf('model 14');
  const reasons = detail.getByRole('list', { name: 'Causes' }).getByText(/“(reason \d+|monthly)”/);
  await detail.getByText('“reason 30”', { exact: false }).first().waitFor(inTime);
  await expect.poll(() => reasons.count(), inTime).toBe(6);
  await detail.getByRole('button', { name: 'Show all of 31 reasons' }).click();
  await expect.poll(() => reasons.count(), inTime).toBe(31);
  await detail.getByRole('button', { name: 'Show only the newest' }).click();
  await expect.poll(() => reasons.count(), inTime).toBe(6);
});
