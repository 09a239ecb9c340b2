import type { Browser, Page } from 'playwright';
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
let incidentId: string;

const inTime = { timeout: 45_000 };
const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const calm = Array.from({ length: 48 }, (_, index) => 0.9 + 0.01 * Math.sin(index));
const regions = ['eu', 'us', 'ap'];

async function post(path: string, body: unknown) {
  const response = await fetch(`${app.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.ok, await response.clone().text()).toBe(true);
  return response.json();
}

const points = (region: string, metric: string, values: number[]) =>
  values.map((value, index) => ({
    model_id: 'fraud-scoring',
    metric,
    labels: { region },
    value,
    ts: new Date(start + index * hour).toISOString(),
  }));

// The method compares three points with the three before: with more of them the new level would be ordinary.
const fallen = [0.7];

async function open(path: string, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${app.url}${path}`);
  return page;
}

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
  for (const region of regions) await post('/api/metrics', points(region, 'accuracy', calm));
  await post('/api/detectors', {
    name: 'accuracy drop',
    metric_pattern: 'accuracy',
    method: 'mean_delta',
    params: { window: 3, threshold: 0.05 },
  });
  await post('/api/metrics', points('eu', 'accuracy', [...calm, ...fallen]).slice(calm.length));
  const list = await (await fetch(`${app.url}/api/incidents`)).json();
  incidentId = list.items[0].id;
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe.sequential('from a deep link to the answer why it fired', () => {
  test('on a phone the sentence and the action are on the first screen', async () => {
    const page = await open(`/incidents/${incidentId}`, { viewport: { width: 390, height: 844 } });
    const sentence = page.getByText(/Accuracy fell from 0\.\d+ ± 0\.\d+ to 0\.\d+/);
    const action = page.getByRole('link', { name: 'Decide on the retrain' });
    await sentence.waitFor(inTime);
    for (const one of [sentence, action]) {
      const box = await one.boundingBox();
      expect((box?.y ?? 1e9) + (box?.height ?? 0)).toBeLessThan(760);
    }
    await page.getByText('region=eu').first().waitFor(inTime);
    await page.locator('.recharts-surface').first().waitFor(inTime);
    // Where: the one region that moved is ahead of those that did not.
    await page.getByRole('region', { name: 'Where' }).getByText('(this)').waitFor(inTime);
    await page.getByRole('region', { name: 'Timeline' }).getByText('opened').first().waitFor(inTime);
    await action.click();
    await page.getByRole('article', { name: 'fraud-scoring' }).waitFor(inTime);
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor(inTime);
    await page.context().close();
  });

  test('the sentence is in the first HTML', async () => {
    const html = await (await fetch(`${app.url}/incidents/${incidentId}`)).text();
    expect(html.replaceAll(/<[^>]*>/g, '')).toMatch(/Accuracy fell from/);
    expect(await (await fetch(`${app.url}/incidents`)).text()).toContain('fraud-scoring');
  });

  test('axe finds nothing in either theme', async () => {
    const page = await open(`/incidents/${incidentId}`, { viewport: { width: 1280, height: 900 } });
    await page.getByRole('region', { name: 'Where' }).waitFor(inTime);
    await page.locator('.recharts-surface').first().waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`${app.url}/incidents`);
    await page.getByRole('list', { name: 'Incidents' }).waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('nothing is wider than any screen', async () => {
    const page = await open(`/incidents/${incidentId}`, {});
    await page.getByRole('region', { name: 'Where' }).waitFor(inTime);
    for (const path of ['', '/incidents', '/queue']) {
      if (path !== '') await page.goto(`${app.url}${path}`);
      await page.getByRole('heading').first().waitFor(inTime);
      expect(await widthsWithOverflow(page, [2560, 1440, 768, 390, 320]), path).toEqual([]);
    }
    await page.context().close();
  });

  test('an incident that does not exist is not found', async () => {
    const response = await fetch(`${app.url}/incidents/00000000-0000-4000-8000-000000000000`);
    expect(response.status).toBe(404);
  });

  test('the list is filtered by state and words, and the address keeps both', async () => {
    const page = await open('/incidents', { viewport: { width: 1280, height: 900 } });
    const rows = page.getByRole('list', { name: 'Incidents' }).getByRole('listitem');
    await rows.first().waitFor(inTime);
    await page.getByRole('searchbox', { name: 'Find incidents' }).fill('region:us');
    await page.getByText('No incident matches').waitFor(inTime);
    expect(new URL(page.url()).searchParams.get('q')).toBe('region:us');
    await page.goto(`${app.url}/incidents?q=region:eu`);
    await rows.first().waitFor(inTime);
    // On the way to `changed:24h`.
    await page.getByRole('searchbox', { name: 'Find incidents' }).fill('region:eu changed:2');
    await page.getByText('The incidents could not be loaded.', { exact: false }).waitFor(inTime);
    await rows.first().waitFor(inTime);
    await page.getByRole('searchbox', { name: 'Find incidents' }).fill('region:eu');
    await page
      .getByText('The incidents could not be loaded.', { exact: false })
      .waitFor({ ...inTime, state: 'detached' });
    await page.getByRole('button', { name: /^Resolved/ }).click();
    await rows.first().waitFor({ ...inTime, state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBe('resolved');
    const lastDay = page.getByRole('button', { name: 'Changed in 24 h' });
    const words = () => new URL(page.url()).searchParams.get('q');
    await lastDay.click();
    await expect.poll(words).toBe('region:eu changed:24h');
    expect(await lastDay.getAttribute('aria-pressed')).toBe('true');
    await lastDay.click();
    await expect.poll(words).toBe('region:eu');
    await page.context().close();
  });

  test('taking the new level as normal ends it, and the page says so', async () => {
    const page = await open(`/incidents/${incidentId}`, { viewport: { width: 1280, height: 900 } });
    await page.getByRole('button', { name: 'Take the new level as normal' }).click(inTime);
    await page.getByRole('dialog').getByRole('button', { name: 'Take it as normal' }).click(inTime);
    await page.getByText('Resolved').first().waitFor(inTime);
    await page.getByText('the new level counts as normal', { exact: false }).first().waitFor(inTime);
    await page.context().close();
  });
});
