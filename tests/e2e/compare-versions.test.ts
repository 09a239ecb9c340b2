import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { widthsWithOverflow } from '../helpers/overflow';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const pointCount = 300;
const regions = ['ap', 'eu', 'us', 'za', 'jp', 'in', 'br', 'au', 'ca', 'mx'];
const versions = { '2026.10': 0, '2026.11': -0.05 };

/** Noise that is the same on every run. */
const noise = (index: number) => 0.01 * Math.sin(index * 12.9898) * Math.cos(index * 78.233);

/**
 * Two metrics of two versions in ten regions: 40 series, of which the accuracy of the newer version is lower.
 */
async function postPoints() {
  for (const [version, shift] of Object.entries(versions)) {
    for (const [place, region] of regions.entries()) {
      const points = Array.from({ length: pointCount }, (_, index) => {
        const ts = start + index * hour;
        const labels = { region, version };
        const wobble = noise(index + 1000 * place + (shift === 0 ? 0 : 500));
        return [
          { model_id: 'scorer', metric: 'accuracy', value: 0.9 + shift + wobble, labels, ts },
          { model_id: 'scorer', metric: 'latency', value: 100 + 100 * wobble, labels, ts },
        ];
      });
      const response = await fetch(`${app.url}/api/metrics`, {
        method: 'POST',
        body: JSON.stringify(points.flat()),
      });
      expect(response.status).toBe(200);
    }
  }
}

const shown = (locator: Locator) => locator.first().waitFor();
const accuracy = () => page.getByRole('region', { name: 'accuracy', exact: true });
const cursorOf = (panel: Locator) => panel.getByRole('slider').first();
const inAddress = (name: string) => new URL(page.url()).searchParams.get(name);

/** Drags over a part of a plot, from and to as shares of its width. */
async function dragOver(cursor: Locator, from: number, to: number) {
  await cursor.scrollIntoViewIfNeeded();
  const box = await cursor.boundingBox();
  if (!box) throw new Error('the plot is not on the screen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y);
  await page.mouse.move(box.x + to * box.width, y);
  await page.mouse.up();
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  await postPoints();
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe('comparing', () => {
  test('the first data stand in the HTML', async () => {
    const html = await (await fetch(`${app.url}/models/scorer`)).text();
    expect(html).toContain('20 series');
    expect(html).toContain('2026.11 · eu');
  });

  test('forty series are a light page, in which only what is near is drawn', async () => {
    await page.goto(`${app.url}/models/scorer`);
    await shown(page.locator('.plot-line'));
    for (const name of ['accuracy', 'latency']) {
      const metric = page.getByRole('region', { name, exact: true });
      await metric.getByRole('button', { name: 'Show all 20 series' }).click();
    }
    await expect.poll(() => page.getByRole('row').count()).toBe(2 * 21);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3000);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(5000);
    await accuracy().scrollIntoViewIfNeeded();
    await expect.poll(() => accuracy().locator('.plot-line').count()).toBe(8);
  });

  test('two versions: which is worse, by how much, and how sure that is', async () => {
    await page.goto(`${app.url}/models/scorer`);
    await page.getByLabel('Group by').selectOption('version');
    await page.getByLabel('Compare', { exact: true }).selectOption('2026.10');
    const verdict = accuracy().getByText(
      /version 2026\.11 is worse, lower than version 2026\.10: −0\.0[45]\d\d/,
    );
    await shown(verdict);
    expect(await verdict.first().textContent()).toContain('in 10 of 10 pairs');
    const latency = page.getByRole('region', { name: 'latency', exact: true });
    await latency.scrollIntoViewIfNeeded();
    await shown(latency.getByText(/No clear difference between version 2026\.10 and version 2026\.11/));
    expect([inAddress('group'), inAddress('vs')]).toEqual(['version', '2026.10~2026.11']);

    await page.reload();
    // The browser goes back to where it was, and what is not on the screen is not asked for.
    await accuracy().scrollIntoViewIfNeeded();
    await shown(verdict);
    await page.getByLabel('Side by side').check();
    await shown(accuracy().getByRole('figure', { name: /version 2026\.11/ }));
    await expect.poll(() => accuracy().getByRole('figure').count()).toBe(2);
  });
});

describe('the charts of a model', () => {
  test('share one cursor, which draws no chart again', async () => {
    await page.goto(`${app.url}/models/scorer`);
    await shown(accuracy().locator('.plot-line'));
    await page.evaluate(() => {
      const counts = { charts: 0 };
      Object.assign(window, { counts });
      const observer = new MutationObserver((records) => {
        counts.charts += records.length;
      });
      for (const chart of document.querySelectorAll('.recharts-wrapper')) {
        observer.observe(chart, { subtree: true, childList: true, attributes: true });
      }
    });
    const cursor = cursorOf(accuracy());
    await cursor.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => cursor.getAttribute('aria-valuetext')).toBe('2026-03-13 10:00:00 UTC');
    // Spoken politely, with the decimals of the metric.
    await shown(
      accuracy()
        .locator('[aria-live="polite"]')
        .filter({ hasText: /2026\.1[01] · \w\w 0\.[89]\d{3}/ }),
    );
    // Charts may still be drawn for the first time; once they are, a step of the cursor changes none.
    const changesOfStep = async () => {
      const before = await cursor.getAttribute('aria-valuetext');
      await page.evaluate('counts.charts = 0');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => cursor.getAttribute('aria-valuetext')).not.toBe(before);
      return page.evaluate('counts.charts');
    };
    await expect.poll(changesOfStep).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => cursor.getAttribute('aria-valuetext')).toBe('no point chosen');
  });

  test('are zoomed by a drag and go back by a double click, and by the browser', async () => {
    const cursor = cursorOf(accuracy());
    await dragOver(cursor, 0.25, 0.5);
    await expect.poll(() => inAddress('from')).not.toBeNull();
    expect(Date.parse(inAddress('to') ?? '') - Date.parse(inAddress('from') ?? '')).toBeLessThan(
      (pointCount * hour) / 3,
    );
    await page.goBack();
    await expect.poll(() => inAddress('from')).toBeNull();
    await shown(cursor);
    await dragOver(cursor, 0.25, 0.5);
    await expect.poll(() => inAddress('from')).not.toBeNull();
    await shown(accuracy().locator('.plot-line'));
    await cursorOf(accuracy()).dblclick();
    await expect.poll(() => inAddress('from')).toBeNull();
  });

  test('take two windows by dragging with Shift, and compare them', async () => {
    await shown(accuracy().locator('.plot-line'));
    await page.keyboard.down('Shift');
    await dragOver(cursorOf(accuracy()), 0.1, 0.3);
    await expect.poll(() => inAddress('a')).not.toBeNull();
    await dragOver(cursorOf(accuracy()), 0.6, 0.8);
    await page.keyboard.up('Shift');
    await expect.poll(() => inAddress('b')).not.toBeNull();
    await shown(accuracy().getByText(/No clear difference between window A and window B/));
    await shown(accuracy().getByRole('img', { name: /^Distributions of/ }));
    await page.getByRole('button', { name: 'End comparison' }).click();
    await expect.poll(() => inAddress('a')).toBeNull();
  });

  test('show what people noted, until it is deleted', async () => {
    await page.getByRole('button', { name: 'Deploys and notes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What happened').fill('2026.11 goes live');
    await dialog.getByLabel('When').fill('2026-03-05T12:00');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await shown(dialog.getByRole('button', { name: 'Delete the deploy “2026.11 goes live”' }));
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const mark = accuracy().locator('title', { hasText: 'Deploy: 2026.11 goes live' });
    await expect.poll(() => mark.count()).toBe(1);
    await page.getByRole('button', { name: 'Deploys and notes (1)' }).click();
    await dialog.getByRole('button', { name: 'Delete the deploy “2026.11 goes live”' }).click();
    await shown(dialog.getByText('Nothing is noted on this model yet.'));
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => mark.count()).toBe(0);
  });

  test('have their values in a table behind a toggle', async () => {
    await accuracy()
      .getByRole('button', { name: /Show the values of accuracy of 20 series/ })
      .click();
    const table = page.getByRole('region', { name: /^Values of accuracy/ });
    await shown(table.getByRole('cell', { name: '2026-03-13 11:00:00' }));
  });
});

test('axe finds nothing on the page of a model in either theme', async () => {
  const model = await (await fetch(`${app.url}/api/models/scorer`)).json();
  await page.goto(
    `${app.url}/models/scorer?series=${model.series[0].id}&a=2026-03-02T00:00:00Z~2026-03-04T00:00:00Z&b=2026-03-06T00:00:00Z~2026-03-08T00:00:00Z`,
  );
  await shown(page.getByText(/window A and window B/));
  expect(await axeFindings(page)).toEqual([]);
  await page.goto(`${app.url}/models/scorer?group=version&vs=2026.10~2026.11&side=1`);
  await shown(page.getByText(/pairs/));
  expect(await axeFindings(page)).toEqual([]);
});

test('the page of a model fits into every screen', async () => {
  await page.goto(`${app.url}/models/scorer?group=version&vs=2026.10~2026.11`);
  await shown(page.getByText(/pairs/));
  expect(await widthsWithOverflow(page, [2560, 768, 390, 320])).toEqual([]);
});
