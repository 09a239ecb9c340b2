import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { openLive } from '../helpers/page-listens';
import { asTimePasses } from '../helpers/time-passes';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

/** More than come at a time. */
const seriesCount = 130;

async function post(points: object[], query = '') {
  const response = await fetch(`${app.url}/api/metrics${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ points }),
  });
  expect(response.ok, await response.clone().text()).toBe(true);
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

test('more series than are loaded come when asked; when they do not, the others stay', async () => {
  const slices = Array.from({ length: seriesCount }, (_, index) => String(index).padStart(3, '0'));
  await post(
    slices.map((slice) => ({ model_id: 'wide', metric: 'loss', value: 0.5, labels: { slice }, ts: 1.7e12 })),
  );
  await page.route(/skip=100/, (route) => route.fulfill({ status: 400, json: {} }));
  await page.goto(`${app.url}/models/wide`);
  const loss = page.getByRole('region', { name: 'loss', exact: true });
  const rows = () => loss.getByRole('row').count();
  await loss.getByText('100 loaded', { exact: false }).waitFor();
  await loss.getByRole('button', { name: 'Show all 100 series' }).click();
  await expect.poll(rows).toBe(101);
  await page.getByRole('button', { name: 'Show more series' }).click();
  await page.getByText('More series could not be loaded.', { exact: false }).waitFor();
  expect(await rows()).toBe(101);
  await page.unroute(/skip=100/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(rows).toBe(seriesCount + 1);
  expect(await page.getByRole('button', { name: 'Show more series' }).count()).toBe(0);
});

test('a link to a series of a later page opens it there, in view', async () => {
  const model = await (await fetch(`${app.url}/api/models/wide?series=100&skip=100`)).json();
  const { id, labels } = model.series.at(-1);
  await page.goto(`${app.url}/models/wide?metric=loss&series=${id}`);
  const detail = page.getByRole('region', { name: `loss slice=${labels.slice}` });
  await detail.getByRole('figure').waitFor();
  await expect
    .poll(() =>
      page.locator(`#series-${id}`).evaluate((row) => {
        const { top } = row.getBoundingClientRect();
        return top >= 0 && top < window.innerHeight;
      }),
    )
    .toBe(true);
});

test('a chart shows a value that was replaced', async () => {
  const point = { model_id: 'corrected', metric: 'loss' };
  await post([0.4, 0.5, 0.6].map((value, index) => ({ ...point, value, ts: 1.7e12 + index * 60_000 })));
  const clocked = await page.context().newPage();
  await clocked.clock.install();
  await openLive(clocked, `${app.url}/models/corrected`);
  const tick = clocked.getByRole('region', { name: 'loss', exact: true }).getByText('40', { exact: true });
  await clocked.locator('.plot-line').first().waitFor();
  expect(await tick.count()).toBe(0);
  await post([{ ...point, value: 40, ts: 1.7e12 + 60_000 }], '?on_conflict=replace');
  // A quarter of a minute later it asks again by itself.
  await asTimePasses(clocked, 16_000, () => tick.count()).toBe(1);
  await clocked.close();
});

test('points in the future, a series and a model are deleted, each after a confirmation', async () => {
  const point = { model_id: 'to-delete', metric: 'loss' };
  const future = Date.now() + 250_000;
  await post([
    ...[0.4, 0.5].map((value, index) => ({ ...point, value, ts: 1.7e12 + index * 60_000 })),
    { ...point, value: 9, ts: future },
  ]);
  await post([{ ...point, metric: 'recall', value: 0.9, ts: 1.7e12 }]);
  await page.goto(`${app.url}/models/to-delete`);
  const loss = page.getByRole('region', { name: 'loss', exact: true });
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'Delete loss', exact: true }).click();
  await dialog.getByLabel('The points of a range').check();
  await dialog.getByText('1 point, both ends included').waitFor();
  await dialog.getByRole('button', { name: 'Delete points' }).click();
  await dialog.getByText('1 point deleted.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await loss.getByText('2 points', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Delete loss', exact: true }).click();
  const deleteSeries = dialog.getByRole('button', { name: 'Delete series' });
  expect(await deleteSeries.isDisabled()).toBe(true);
  await dialog.getByLabel('Type the name of the metric to confirm').fill('loss');
  await deleteSeries.click();
  await expect.poll(() => loss.count()).toBe(0);

  await page.getByRole('button', { name: 'Delete model' }).click();
  await dialog.getByText('1 series with 1 point').waitFor();
  const deleteModel = dialog.getByRole('button', { name: 'Delete model' });
  await dialog.getByLabel('Type the id of the model to confirm').fill('to-delet');
  expect(await deleteModel.isDisabled()).toBe(true);
  await dialog.getByLabel('Type the id of the model to confirm').fill('to-delete');
  await deleteModel.click();
  await page.waitForURL(`${app.url}/`);
  await expect.poll(() => page.getByText('to-delete').count()).toBe(0);
});
