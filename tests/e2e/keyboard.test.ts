import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');

async function post(values: number[], from = 0) {
  const points = values.map((value, index) => ({
    model_id: 'churn',
    metric: 'accuracy',
    value,
    ts: start + (from + index) * hour,
  }));
  const response = await fetch(`${app.url}/api/metrics`, { method: 'POST', body: JSON.stringify(points) });
  expect(response.status).toBe(200);
}

const shown = (locator: Locator) => locator.first().waitFor();
const hasFocus = (locator: Locator) =>
  locator.first().evaluate((element) => element === document.activeElement);

/** Returns whether the focused element has an outline or ring that a person can see. */
function focusIsVisible(): Promise<boolean> {
  return page.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(
      document.activeElement ?? document.body,
    );
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  });
}

/** More than any screen here has tab stops. */
const maxStops = 60;

/** Presses Tab until the control has the focus; every stop on the way must be visible. */
async function tabTo(control: Locator) {
  await shown(control);
  for (let stop = 0; stop < maxStops; stop++) {
    await page.keyboard.press('Tab');
    const isOnControl = await page.evaluate(() => document.activeElement !== document.body);
    if (isOnControl) expect(await focusIsVisible()).toBe(true);
    if (await hasFocus(control)) return;
  }
  throw new Error(`Tab does not reach ${control}`);
}

async function pressEnterOn(control: Locator) {
  await tabTo(control);
  await page.keyboard.press('Enter');
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

test('from the overview to an approved job by Tab, Enter and Escape alone', async () => {
  await post(Array.from({ length: 24 }, (_, index) => 0.9 + 0.01 * Math.sin(index)));
  await page.goto(app.url);
  await shown(page.getByRole('rowheader', { name: 'churn' }));
  await pressEnterOn(page.getByRole('link', { name: 'Detectors' }));

  await pressEnterOn(page.getByRole('link', { name: 'New detector' }));
  await tabTo(page.getByLabel('Metric', { exact: true }));
  await page.keyboard.type('accuracy');
  // The arrow keys move in a group of choices: past "short oddities" and "a limit I know".
  await tabTo(page.getByRole('radio', { name: 'A lasting change, automatic' }));
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  await tabTo(page.getByLabel('Search the methods'));
  await page.keyboard.type('jump from');
  await tabTo(page.getByRole('radio', { name: /^Jump from the moving mean/ }));
  await page.keyboard.press('Space');
  await tabTo(page.getByRole('radio', { name: 'Month' }));
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
  await tabTo(page.getByLabel('Threshold'));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('0.05');
  await tabTo(page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('accuracy drop');
  await pressEnterOn(page.getByRole('button', { name: 'Create detector' }));
  await shown(page.getByText('accuracy drop'));

  await post([0.5], 24);
  await pressEnterOn(page.getByRole('link', { name: /Retrain queue/ }));
  const job = page.getByRole('article', { name: 'churn', exact: true });
  await pressEnterOn(job.getByRole('button', { name: 'Approve' }));
  await expect.poll(() => hasFocus(job.getByLabel('Comment'))).toBe(true);
  await page.keyboard.type('by keyboard alone');
  await pressEnterOn(job.getByRole('button', { name: 'Approve retrain' }));
  await shown(job.getByText('“by keyboard alone”', { exact: false }));
  // The pressed button has disappeared with its form; the focus is on the job.
  expect(await hasFocus(job.getByRole('heading', { name: 'churn' }))).toBe(true);
});
