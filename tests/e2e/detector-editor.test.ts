import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const pointCount = 600;
const models = ['alpha', 'beta', 'gamma'];

/** Numbers in 0..1 that look like chance and are the same each time. */
function createChance(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Hours of accuracy about 0.9; that of `alpha` falls at the end. */
function accuracyOf(model: string) {
  const chance = createChance(models.indexOf(model) + 1);
  return Array.from({ length: pointCount }, (_, at) => {
    const level = model === 'alpha' && at >= 588 ? 0.8 : 0.9;
    return {
      model_id: model,
      metric: 'accuracy',
      value: level + 0.02 * (chance() - 0.5),
      ts: start + at * hour,
    };
  });
}

const shown = (locator: Locator) => locator.first().waitFor();
const detectorRow = (name: string) =>
  page.getByRole('list', { name: 'Detectors' }).getByRole('listitem').filter({ hasText: name });
const region = (name: string) => page.getByRole('region', { name });

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  const points = models.flatMap(accuracyOf);
  const response = await fetch(`${app.url}/api/metrics`, { method: 'POST', body: JSON.stringify(points) });
  expect(response.status).toBe(200);
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe.sequential('a detector by what it comes to', () => {
  test('a link with a model and a metric opens the editor with them, and shows where it would have fired', async () => {
    await page.goto(`${app.url}/detectors/new?model=alpha&metric=accuracy`);
    const valueIn = (name: string) => () => page.getByLabel(name, { exact: true }).inputValue();
    await expect.poll(valueIn('Model')).toBe('alpha');
    await expect.poll(valueIn('Metric')).toBe('accuracy');
    await shown(page.getByText('1 series of 1 model'));
    await shown(region('Would have fired').getByText('Once'));
    await shown(page.getByRole('figure', { name: 'Would have fired: alpha · accuracy' }));
  });

  test('a budget over all series is solved for, and says how soon a change is found', async () => {
    await page.getByLabel('Model', { exact: true }).fill('*');
    await page.getByRole('radio', { name: 'Quarter' }).check();
    await shown(page.getByText('At most one false alarm a quarter over all 3 series'));
    await shown(page.getByText(/= one per [\d,]+ points of each/));
    await page.getByLabel('A change that matters to me').fill('0.05');
    await shown(region('What it means').getByText('Finds a drop of 0.05 within', { exact: false }));
    await shown(page.getByRole('figure', { name: /^Would have fired: alpha/ }));
    await expect.poll(() => new URL(page.url()).searchParams.get('budget')).toBe('quarter');
    expect(await axeFindings(page)).toEqual([]);
  });

  test('a preview that nobody waits for any more is ended', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/detectors/preview', async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    const begun = page.waitForRequest('**/api/detectors/preview');
    const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/preview'));
    await page.getByRole('radio', { name: 'Week' }).check();
    await begun;
    await page.getByRole('radio', { name: 'Month' }).check();
    expect((await ended).failure()?.errorText).toContain('ERR_ABORTED');
    release();
    await page.unroute('**/api/detectors/preview');
    await shown(page.getByText('At most one false alarm a month over all 3 series'));
  });

  test('a click beside keeps what was typed; a link away asks', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Accuracy falls');
    await page.mouse.click(1000, 20);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Accuracy falls');
    await page.getByRole('link', { name: 'Overview' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await shown(dialog);
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    await page.goBack();
    await shown(dialog);
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Accuracy falls');
  });

  test('a bad value is named at its field', async () => {
    await page.getByRole('radio', { name: 'Choose a method…' }).check();
    await page.getByLabel('Search the methods').fill('jump moving');
    await page.getByRole('radio', { name: /^Jump from the moving mean/ }).check();
    await page.getByText('Advanced: 1 parameter', { exact: false }).click();
    await page.getByLabel('Window').fill('1');
    await page.getByRole('button', { name: 'Create detector' }).click();
    await expect.poll(() => page.getByLabel('Window').getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('radio', { name: 'A lasting change, automatic' }).check();
  });

  test('it is created and found in the list', async () => {
    await page.getByRole('button', { name: 'Create detector' }).click();
    // The message is gone after a while, so it comes first.
    await shown(page.getByText('“Accuracy falls” is on: it watches 3 series.'));
    await shown(detectorRow('Accuracy falls').getByText('Live'));
    await shown(detectorRow('Accuracy falls').getByRole('link', { name: '1 open' }));
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe.sequential('a change of a detector', () => {
  test('is tried beside what is now', async () => {
    await detectorRow('Accuracy falls').getByRole('link', { name: 'Accuracy falls' }).click();
    await page.getByRole('radio', { name: 'Day' }).check();
    await shown(page.getByRole('figure', { name: /^As it is now: alpha/ }));
    await shown(page.getByRole('figure', { name: /^With your changes: alpha/ }));
  });

  test('asks before it ends an incident, names it, and can be undone', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await shown(dialog.getByText('1 open incident'));
    await shown(dialog.getByRole('link', { name: 'alpha · accuracy' }));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await shown(page.getByText('“Accuracy falls” is saved.'));
    await page.getByRole('button', { name: 'Undo' }).click();
    await shown(page.getByText('“Accuracy falls” is as it was.'));
  });

  test('switched off it is Off and waits for nothing; undone it is live with its incident', async () => {
    const row = detectorRow('Accuracy falls');
    await row.getByRole('switch').click();
    const dialog = page.getByRole('dialog', { name: 'Switch off “Accuracy falls”?' });
    await shown(dialog.getByRole('link', { name: 'alpha · accuracy' }));
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    // The message stays while the pointer is on it.
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.hover();
    await shown(row.getByText('Off', { exact: true }));
    expect(await row.getByText(/matches nothing|no series/i).count()).toBe(0);
    await undo.click();
    await shown(row.getByText('Live'));
    await shown(row.getByRole('link', { name: '1 open' }));
  });

  test('a deletion asks and comes back', async () => {
    await page.getByRole('button', { name: 'Delete Accuracy falls' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete detector' }).click();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.hover();
    await shown(page.getByRole('heading', { name: 'No detectors yet' }));
    await undo.click();
    await shown(detectorRow('Accuracy falls'));
  });
});

test('a shadow says what it would have said, and is made live by one click', async () => {
  await page.goto(`${app.url}/detectors/new?metric=accuracy&name=Quiet`);
  await shown(region('Would have fired').getByText('Once'));
  await page.getByRole('button', { name: 'Run silently first' }).click();
  await shown(detectorRow('Quiet').getByText('Shadow'));
  await detectorRow('Quiet').getByRole('link', { name: 'Quiet' }).click();
  await shown(page.getByRole('list', { name: 'Would have opened incidents' }).getByText('alpha'));
  await shown(page.getByRole('heading', { name: 'Live: Accuracy falls' }));
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make it live' }).click();
  await shown(page.getByText('“Quiet” is live.'));
});

test('nothing is cut from 320 to 2560 px, and on a phone the preview is beneath the form', async () => {
  await page.goto(`${app.url}/detectors/new?metric=accuracy`);
  await shown(region('Would have fired').getByText('Once'));
  for (const width of [320, 390, 768, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    const scrollWidth = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(scrollWidth).toBeLessThanOrEqual(width);
    const form = await region('Then').boundingBox();
    const preview = await region('What it means').boundingBox();
    expect((preview?.y ?? 0) > (form?.y ?? 0)).toBe(width < 1024);
  }
});
