import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { widthsWithOverflow } from '../helpers/overflow';
import { pageListens } from '../helpers/page-listens';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const modelCount = 1000;
const pointCount = 12;
const minute = 60_000;
const name = (index: number) => `model-${String(index).padStart(4, '0')}`;
const newest = Date.now() - minute;

/** How far the last points of some models fall; one of them in one region only. */
const falls: Record<number, number> = { 7: 0.1, 500: 0.3, 900: 0.2 };
const silentModel = name(42);
const worstModel = name(500);

async function send(address: string, body: unknown) {
  const response = await fetch(`${app.url}${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok, await response.clone().text()).toBe(true);
}

function pointsOf(index: number) {
  const end = name(index) === silentModel ? newest - 48 * 60 * minute : newest;
  const labels: Record<string, string> = index % 2 === 0 ? { region: 'eu' } : { region: 'us' };
  return Array.from({ length: pointCount }, (_, at) => ({
    model_id: name(index),
    metric: 'accuracy',
    labels,
    value: 0.9 + 0.01 * Math.sin(at + index) - (at === pointCount - 1 ? (falls[index] ?? 0) : 0),
    ts: end - (pointCount - 1 - at) * minute,
  }));
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  await send('/api/detectors', {
    name: 'limit',
    model_pattern: '*',
    metric_pattern: '*',
    method: 'static_threshold',
    params: { lower: 0.85 },
  });
  await send('/api/metrics', {
    points: Array.from({ length: modelCount }, (_, index) => pointsOf(index)).flat(),
  });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

const table = () => page.getByRole('table', { name: 'Models' });
const links = () => table().getByRole('rowheader').getByRole('link');
const filter = () => page.getByRole('searchbox', { name: 'Filter models' });

async function openOverview(query = '') {
  await page.goto(`${app.url}/${query}`);
  await links().first().waitFor();
}

test('the worst of 1,000 models is the first row of the HTML, with what changed, and leads to its metric', async () => {
  const html = await (await fetch(app.url)).text();
  const [first] = html.match(/model-\d{4}/) ?? [];
  expect(first).toBe(worstModel);
  await openOverview();
  const row = table().getByRole('row').nth(1);
  expect(await row.getByRole('cell').first().textContent()).toBe('Drift');
  await expect.poll(() => row.textContent()).toMatch(/accuracy region=eu.*0\.\d+ → 0\.\d+.*−\d+ sd/);
  expect(await links().evaluateAll((found) => found.slice(0, 4).map((link) => link.textContent))).toEqual([
    worstModel,
    name(900),
    name(7),
    silentModel,
  ]);
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(2000);
  await links().first().click();
  await page.waitForURL(`**/models/${worstModel}?metric=accuracy`);
});

test('the strip says which series changed, and leads to the incident', async () => {
  await openOverview();
  const strip = page.getByRole('region', { name: 'Needs attention' });
  const [worst] = await strip.getByRole('listitem').allTextContents();
  expect(worst).toMatch(/^model-0500.*accuracy region=eu/);
  const address = await strip.getByRole('listitem').first().getByRole('link').getAttribute('href');
  const { items } = await (await fetch(`${app.url}/api/incidents?model_id=${worstModel}`)).json();
  expect(address).toBe(`/incidents/${items[0].id}`);
});

test('the last of 1,000 rows is one key away, and only what is on the screen exists', async () => {
  await openOverview();
  expect(await table().getAttribute('aria-rowcount')).toBe(String(modelCount + 1));
  await links().first().focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name(900));
  await page.keyboard.press('End');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name(999));
  expect(await table().getByRole('row').count()).toBeLessThan(80);
  await page.keyboard.press('Home');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(worstModel);
});

test('counts are filters, and filter, order and grouping stand in the address', async () => {
  await openOverview();
  const states = page.getByRole('list', { name: 'States' });
  await states.getByRole('button', { name: /^Drift 3$/ }).click();
  await expect.poll(() => links().count()).toBe(3);
  await filter().fill('state:drift region:eu');
  await expect.poll(() => links().allTextContents()).toEqual([worstModel, name(900)]);
  await page.getByRole('button', { name: 'Model', exact: true }).click();
  await expect.poll(() => links().first().textContent()).toBe(worstModel);
  await page.getByRole('button', { name: 'Model', exact: true }).click();
  await expect.poll(() => links().first().textContent()).toBe(name(900));
  await page.getByLabel('Group by').selectOption('region');
  await table().getByText('region=eu').first().waitFor();
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toEqual({
    q: 'state:drift region:eu',
    sort: '-model',
    group: 'region',
  });
  await page.reload();
  await expect.poll(() => links().allTextContents()).toEqual([name(900), worstModel]);
  // What an earlier load has left in the history is loaded anew.
  await Promise.all([page.waitForEvent('load'), page.goBack()]);
  await pageListens(page);
  await expect.poll(() => table().getByText('region=eu 2 models').count()).toBe(0);
  await links().first().click();
  await page.waitForURL('**/models/**');
  await page
    .getByRole('heading', { name: name(900) })
    .first()
    .waitFor();
  await page.goBack();
  await expect.poll(() => links().allTextContents()).toEqual([name(900), worstModel]);
  expect(await filter().inputValue()).toBe('state:drift region:eu');
});

test('a filter that nothing fits says so, and is taken away by a press', async () => {
  await page.goto(`${app.url}/?q=region:nowhere`);
  await page.getByText('No model fits “region:nowhere”.').waitFor();
  await page.getByRole('button', { name: 'Show all 1,000 models' }).click();
  await expect.poll(() => links().first().textContent()).toBe(worstModel);
});

test('columns are chosen, and the rows come as a file', async () => {
  await openOverview('?q=state:drift');
  await page.getByText('Columns').click();
  await page.getByRole('checkbox', { name: 'Series' }).click();
  await table().getByRole('columnheader', { name: 'Series' }).waitFor();
  expect(new URL(page.url()).searchParams.get('cols')).toContain('series');
  await page.keyboard.press('Escape');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^model-0500,drift,accuracy,region=eu,0\.\d+,0\.\d+,-\d+/);
});

test('a view is saved under a name, found again, and deleted', async () => {
  await openOverview('?q=state:drift&sort=model');
  await page.getByText('Views', { exact: true }).click();
  await page.getByText('No view is saved yet.').waitFor();
  await page.getByLabel('Save what is shown now as').fill('drifting');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'drifting' }).waitFor();
  await openOverview();
  await page.getByText('Views', { exact: true }).click();
  await page.getByRole('link', { name: 'drifting' }).click();
  await expect.poll(() => links().allTextContents()).toEqual([name(7), worstModel, name(900)]);
  await page.getByRole('button', { name: 'Delete the view drifting' }).click();
  await page.getByText('No view is saved yet.').waitFor();
});

test('a menu that is opened before the page listens shows what is in it', async () => {
  const early = await browser.newPage();
  await early.addInitScript(() => {
    const opener = new MutationObserver(() => {
      const menu = [...document.querySelectorAll('details')].find((one) => one.textContent === 'Views');
      if (!menu) return;
      menu.open = true;
      opener.disconnect();
    });
    opener.observe(document, { childList: true, subtree: true });
  });
  await early.goto(app.url);
  await early.getByText('No view is saved yet.').waitFor();
  await early.context().close();
});

test('by keyboard alone: a palette that finds, a key that filters, keys that lead elsewhere', async () => {
  await openOverview();
  await page.keyboard.press('ControlOrMeta+K');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill('model-0900');
  await palette.getByRole('option', { name: /model-0900/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/models/${name(900)}`);
  // Without waiting in between: the second key has to follow soon.
  await Promise.all([page.keyboard.press('g'), page.keyboard.press('o')]);
  await page.waitForURL(`${app.url}/`);
  await links().first().waitFor();
  await page.keyboard.press('/');
  await expect.poll(() => filter().evaluate((input) => input === document.activeElement)).toBe(true);
  await page.keyboard.type('g q model-0007');
  await expect.poll(() => links().count()).toBe(0);
  expect(new URL(page.url()).pathname).toBe('/');
  await filter().fill('');
  await links().first().focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await expect
    .poll(() =>
      links()
        .first()
        .evaluate((link) => link === document.activeElement),
    )
    .toBe(true);
});

test('axe finds nothing in either theme, nor in the palette', async () => {
  await openOverview();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('option').first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
});

test('at every width nothing is cut off, and the worst model is named', async () => {
  await openOverview();
  for (const width of [2560, 1440, 768, 390, 320]) {
    expect(await widthsWithOverflow(page, [width])).toEqual([]);
    await expect.poll(() => links().first().textContent(), { message: `${width}` }).toBe(worstModel);
    const change = table().getByText(/−\d+ sd/);
    await expect.poll(() => change.first().isVisible(), { message: `${width}` }).toBe(true);
    expect(await axeFindings(page), `${width}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('forced colours keep states and focus visible, and reduced motion moves nothing', async () => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await openOverview();
  expect(await table().getByText('Drift').first().isVisible()).toBe(true);
  await links().first().focus();
  const outline = await links()
    .first()
    .evaluate((link) => getComputedStyle(link, '::after').outlineStyle);
  expect(outline).not.toBe('none');
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
});
