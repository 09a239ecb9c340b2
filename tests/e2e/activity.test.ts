import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { widthsWithOverflow } from '../helpers/overflow';
import { openLive, pageListens } from '../helpers/page-listens';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;

const inTime = { timeout: 45_000 };

async function send(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${app.url}${path}`, init);
  expect(response.ok, await response.clone().text()).toBe(true);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

async function open(query: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await openLive(page, `${app.url}/activity${query}`);
  return page;
}

const row = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe.sequential('the activity', () => {
  test('of a new app begins with its admin, and shows the first change by itself', async () => {
    const page = await open('');
    await row(page, 'First admin created').waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    const limits = { metric_pattern: 'accuracy', method: 'static_threshold', params: { lower: 0.8 } };
    const { id } = await send('POST', '/api/detectors', { ...limits, name: '<i>limits</i>' });
    await row(page, 'Detector created').waitFor(inTime);
    await send('PATCH', `/api/detectors/${id}`, { params: { lower: 0.7 } });
    await send('POST', '/api/metrics', {
      model_id: 'fraud',
      metric: 'accuracy',
      value: 0.5,
      ts: '2026-01-01T00:00:00Z',
    });
    const { items } = await send('GET', '/api/jobs');
    await send('POST', `/api/jobs/${items[0].id}/approve`, { comment: 'as planned' });
    await row(page, 'Job approved').waitFor(inTime);
    await page.context().close();
  });

  test('is in the first HTML', async () => {
    const html = await (await fetch(`${app.url}/activity`)).text();
    expect(html).toContain('Job approved');
    expect(html).not.toContain('<i>limits</i>');
  });

  test('says what was changed, opens with the keyboard and leads to the entity', async () => {
    const page = await open('');
    const changed = row(page, 'Detector changed');
    await changed.getByText('lower 0.8 → 0.7').waitFor(inTime);
    const button = changed.getByRole('button', { name: 'Detector changed' });
    expect(await button.getAttribute('title')).toBe('detector.changed');
    await button.focus();
    await page.keyboard.press('Enter');
    const cells = changed.getByRole('row', { name: 'lower' }).getByRole('cell');
    await expect.poll(() => cells.allTextContents()).toEqual(['0.8', '0.7']);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await changed.getByRole('table').waitFor({ state: 'detached', ...inTime });
    await changed.getByRole('link', { name: '<i>limits</i>' }).click();
    await page.waitForURL(/\/detectors\/[\da-f-]{36}/, inTime);
    await page.context().close();
  });

  test('is filtered by the address, and a filter is a step back', async () => {
    const page = await open('');
    await row(page, 'Job approved').waitFor(inTime);
    await page.getByLabel('What was done').selectOption('retrain_job.');
    await row(page, 'Detector created').waitFor({ state: 'detached', ...inTime });
    await page.getByLabel('Who did it').selectOption({ label: 'Commands of this installation' });
    await row(page, 'Job requested').waitFor({ state: 'detached', ...inTime });
    expect(new URL(page.url()).searchParams.get('actor')).toMatch(/^key:/);
    await page.reload();
    await row(page, 'Job approved').getByText('“as planned”').waitFor(inTime);
    // What an earlier load has left in the history is loaded anew.
    await Promise.all([page.waitForEvent('load'), page.goBack()]);
    await pageListens(page);
    await row(page, 'Job requested').waitFor(inTime);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await row(page, 'Incident opened').waitFor(inTime);
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByRole('heading', { name: 'Nothing fits these filters' }).waitFor(inTime);
    await page.context().close();
  });

  test('of one entity is a step away', async () => {
    const page = await open('?action=detector.changed');
    await row(page, 'Detector changed').getByRole('button').click();
    await page.getByRole('link', { name: 'Its whole history' }).click();
    await row(page, 'Detector created').waitFor(inTime);
    expect(await page.getByRole('button', { name: 'Detector', exact: false }).count()).toBeGreaterThan(1);
    expect(await row(page, 'Job approved').count()).toBe(0);
    await page.getByRole('button', { name: 'Only one detector' }).click();
    await row(page, 'Job approved').waitFor(inTime);
    await page.context().close();
  });

  test('is exported with its filters', async () => {
    const page = await open('?action=retrain_job.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(inTime),
    ]);
    expect(download.suggestedFilename()).toBe('driftwatch-audit.csv');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trimEnd().split('\r\n');
    expect(lines.map((line) => line.split(',')[4])).toEqual([
      'action',
      'retrain_job.approved',
      'retrain_job.requested',
    ]);
    await page.context().close();
  });

  test('has no findings of axe in either theme', async () => {
    const page = await open('', { viewport: { width: 390, height: 844 } });
    await row(page, 'Job approved').getByRole('button').click(inTime);
    await row(page, 'Job approved').getByRole('table').waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('is no wider than any screen', async () => {
    const page = await open('');
    await row(page, 'Detector created').getByRole('button').click(inTime);
    await row(page, 'Detector created').getByRole('table').waitFor(inTime);
    expect(await widthsWithOverflow(page, [1440, 768, 320])).toEqual([]);
    await page.context().close();
  });
});
