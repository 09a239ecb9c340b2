import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { openLive } from '../helpers/page-listens';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;
const consoleErrors: string[] = [];

const start = Date.parse('2026-03-01T00:00:00Z');
const hour = 60 * 60 * 1000;
const calm = Array.from({ length: 24 }, (_, index) => 0.9 + 0.01 * Math.sin(index));

async function post(modelId: string, values: number[], from = 0) {
  const points = values.map((value, index) => ({
    model_id: modelId,
    metric: 'accuracy',
    value,
    ts: new Date(start + (from + index) * hour).toISOString(),
  }));
  const response = await fetch(`${app.url}/api/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ points }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Waits until something is shown; the screens refresh by themselves. */
const shown = (locator: Locator) => locator.first().waitFor();
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const sidebar = (name: string | RegExp) => page.getByRole('link', { name }).first();

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe.sequential('from an empty app to a decided job', () => {
  test('an empty app shows how to send a point, and its curl line works as printed', async () => {
    await openLive(page, app.url);
    await shown(page.getByRole('button', { name: 'Load sample data' }));
    const line = page.locator('pre').first();
    // The browser knows the address under which it is reached, the first HTML does not.
    await expect.poll(() => line.textContent()).toContain(`${app.url}/api/metrics`);
    const command = (await line.textContent()) ?? '';
    // Parses the line as a shell would: the address, the header and the body that curl would send.
    const body = /-d '([^']+)'/.exec(command)?.[1] ?? '';
    const response = await fetch(`${app.url}/api/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toMatchObject({ accepted: 1 });
  });

  test('points posted by HTTP appear on the overview and as a chart, without a reload', async () => {
    await post('churn/eu', calm);
    await shown(page.getByRole('rowheader', { name: 'churn/eu' }));
    await page.getByRole('link', { name: 'churn/eu' }).first().click();
    await shown(heading('accuracy'));
    await shown(page.locator('.plot-line'));
    await shown(page.getByText('No detector watches this series', { exact: false }));
  });

  test('a detector is created in the form; a bad value is named at its field', async () => {
    await sidebar('Detectors').click();
    await page.getByRole('link', { name: 'New detector' }).first().click();
    await page.getByLabel('Metric', { exact: true }).fill('acc*');
    await page.getByRole('radio', { name: 'Choose a method…' }).check();
    await page.getByLabel('Search the methods').fill('jump from');
    await page.getByRole('radio', { name: /^Jump from the moving mean/ }).check();
    await page.getByRole('radio', { name: 'By hand' }).check();
    await page.getByText('Advanced: ', { exact: false }).click();
    await page.getByLabel('Window').fill('1');
    await page.getByLabel('Name', { exact: true }).fill('accuracy drop');
    await page.getByRole('button', { name: 'Create detector' }).click();
    await expect.poll(() => page.getByLabel('Window').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Window').fill('3');
    expect(await page.getByLabel('Window').isVisible()).toBe(true);
    await page.getByLabel('Threshold').fill('0.05');
    await page.getByRole('button', { name: 'Create detector' }).click();
    await shown(page.getByRole('link', { name: 'accuracy drop' }));
  });

  test('a drop opens an incident, marked on the chart above the statistic', async () => {
    expect((await post('churn/eu', [0.7], 24)).detected).toHaveLength(1);
    await page.goto(`${app.url}/models/${encodeURIComponent('churn/eu')}`);
    await shown(page.getByText('Drift', { exact: true }));
    await shown(page.getByRole('heading', { name: 'One open incident' }));
    await shown(page.getByText(/began 2 Mar 2026/));
    // The values, and beneath them the statistic once it is asked for.
    await page.getByRole('button', { name: /^Statistic/ }).click();
    await shown(page.getByRole('figure', { name: /^Statistic/ }));
  });

  const desk = (model: string) => page.getByRole('article', { name: model, exact: true });
  const part = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });

  test('the job waits with its evidence and is approved with a comment', async () => {
    await sidebar(/Retrain queue/).click();
    const job = desk('churn/eu');
    await shown(job.getByText('Waiting for approval'));
    await shown(job.getByText(/Accuracy fell from/));
    await shown(job.locator('.plot-line'));
    await job.getByRole('button', { name: 'Approve', exact: true }).click();
    await job.getByLabel('Comment').fill('labels checked');
    await job.getByRole('button', { name: 'Approve retrain' }).click();
    await shown(job.getByText('“labels checked”', { exact: false }));
  });

  test('the approved retrain is said to have succeeded, and the job is past', async () => {
    await part('Under way').click();
    const job = desk('churn/eu');
    await job.getByRole('button', { name: 'Retrain succeeded' }).click();
    await job.getByLabel('Comment').fill('accuracy is back');
    await job.getByRole('button', { name: 'Retrain succeeded' }).click();
    await shown(job.getByText('“accuracy is back”', { exact: false }));
    await part('Past').click();
    await shown(desk('churn/eu').getByText('Succeeded, as Ada Admin said at', { exact: false }));
    await part('Under way').click();
    await shown(page.getByText('No approved job is under way'));
  });

  test('a second job is cancelled', async () => {
    await post('fraud', [...calm, 0.6]);
    await part('Waiting').click();
    const job = desk('fraud');
    await shown(job.getByRole('button', { name: 'Cancel job' }));
    await job.getByRole('button', { name: 'Cancel job' }).click();
    await job.getByLabel('Comment').fill('a known outage');
    await job.getByRole('button', { name: 'Cancel job' }).click();
    await shown(job.getByText('“a known outage”', { exact: false }));
  });

  test('a person who decides second is told who was first', async () => {
    const { detected } = await post('spam', [...calm, 0.6]);
    await page.goto(`${app.url}/queue?job=${detected[0].job_id}`);
    const job = desk('spam');
    await job.getByRole('button', { name: 'Approve', exact: true }).click();
    const first = await fetch(`${app.url}/api/jobs/${detected[0].job_id}/cancel`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ comment: 'mine was first' }),
    });
    expect(first.status).toBe(200);
    // It may have been heard of already, or the decision comes too late.
    await page.keyboard.press('Enter');
    await shown(
      page.getByText(/Somebody was faster.*cancelled by Commands of this installation .*mine was first/i),
    );
  });

  test('the browser has nothing to report except the lost race', () => {
    expect(consoleErrors.filter((text) => !/status of 409/.test(text))).toEqual([]);
  });

  test('a detector that is stopped in mid-stream continues as if nothing had happened', async () => {
    const created = await fetch(`${app.url}/api/detectors`, {
      method: 'POST',
      body: JSON.stringify({
        name: 'shift',
        metric_pattern: '*',
        method: 'cusum',
        params: { reference_size: 12 },
      }),
    });
    expect(created.status).toBe(201);
    const drifting = [...calm, ...calm.map((value) => value - 0.02)];
    const readings = async (modelId: string) => {
      const model = await (await fetch(`${app.url}/api/models/${modelId}`)).json();
      const answer = await fetch(`${app.url}/api/series/${model.series[0].id}/readings`);
      const runs: { method: string; readings: object[] }[] = (await answer.json()).items;
      return runs.map(({ method, readings }) => ({ method, readings }));
    };
    await post('whole', drifting);
    await post('halved', drifting.slice(0, 30));
    await app.stop();
    app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
    await post('halved', drifting.slice(30), 30);
    const halved = await readings('halved');
    expect(halved.map(({ readings }) => readings.length)).toEqual([48, 48]);
    expect(halved).toEqual(await readings('whole'));
  });

  test('everything is still there after a reload and after a crash of the app', async () => {
    const stillThere = async () => {
      await page.goto(`${app.url}/queue?show=past`);
      for (const [model, said] of [
        ['churn/eu', 'labels checked'],
        ['fraud', 'a known outage'],
      ] as const) {
        await page.getByRole('list', { name: 'Jobs' }).getByRole('link', { name: model }).click();
        await shown(page.getByText(`“${said}”`, { exact: false }));
      }
      await page.goto(app.url);
      await shown(page.getByRole('rowheader', { name: 'churn/eu' }));
      await page.goto(`${app.url}/detectors`);
      await shown(page.getByText('accuracy drop'));
    };
    await stillThere();
    await app.kill();
    app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
    await stillThere();
    // Continues where the first run ended: a drift whose job was cancelled goes on, and opens nothing new. A
    // retrained model has a new reference, so a further fall from it is a new drift.
    expect((await post('fraud', [0.6], 25)).detected).toEqual([]);
    expect((await post('churn/eu', [0.5], 25)).detected).toHaveLength(1);
  });
});
