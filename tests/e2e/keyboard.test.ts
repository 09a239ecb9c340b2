import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { createDataFolder, removeDataFolder } from '../helpers/data-folder';

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

const shown = (locator: Locator) => locator.first().waitFor({ state: 'visible', timeout: 30_000 });
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
  dataFolder = await createDataFolder();
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

  const newDetector = page.getByRole('button', { name: 'New detector' });
  const dialog = page.getByRole('dialog');
  await pressEnterOn(newDetector);
  await shown(dialog);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await hasFocus(newDetector)).toBe(true);
  expect(await focusIsVisible()).toBe(true);

  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(dialog.getByLabel('Name'))).toBe(true);
  expect(await focusIsVisible()).toBe(true);
  await page.keyboard.type('accuracy drop');
  await tabTo(dialog.getByLabel('Metric pattern'));
  await page.keyboard.type('accuracy');
  await tabTo(dialog.getByLabel('Method'));
  // A select jumps to the option that starts with the typed text.
  await page.keyboard.type('Jump from');
  await shown(dialog.getByLabel('Threshold'));
  await tabTo(dialog.getByLabel('Threshold'));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('0.05');
  await pressEnterOn(dialog.getByRole('button', { name: 'Create detector' }));
  await dialog.waitFor({ state: 'hidden' });
  await shown(page.getByText('accuracy drop'));

  await post([0.5], 24);
  await pressEnterOn(page.getByRole('link', { name: /Retrain queue/ }));
  await pressEnterOn(page.getByRole('button', { name: 'Approve' }));
  await expect.poll(() => hasFocus(dialog.getByLabel('Comment'))).toBe(true);
  await page.keyboard.type('by keyboard alone');
  await pressEnterOn(dialog.getByRole('button', { name: 'Approve retrain' }));
  await dialog.waitFor({ state: 'hidden' });
  const active = page.getByRole('region', { name: 'Active' });
  await shown(active.getByText('“by keyboard alone”', { exact: false }));
  // The pressed button has disappeared with its card; the focus is on the outcome, inside <main>.
  const outcome = page.locator('main [tabindex="-1"]').filter({ hasText: 'Retrain of churn approved' });
  expect(await hasFocus(outcome)).toBe(true);
});
