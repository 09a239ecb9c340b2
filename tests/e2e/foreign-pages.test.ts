import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { serveForeignPage } from '../helpers/foreign-site';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

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
beforeEach(async () => {
  page = await browser.newPage();
});
afterEach(() => page.close());

test('a page of another origin that frames the queue shows nothing of it', async () => {
  const foreign = await serveForeignPage(`<iframe src="${app.url}/queue" width="900" height="600"></iframe>`);
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame'));
  await page.goto(foreign.url);
  expect((await refused).text()).toMatch(/frame-ancestors 'none'|X-Frame-Options/);
  const frame = page.frames().find((one) => one !== page.mainFrame());
  expect(await frame?.getByRole('heading', { name: 'Retrain queue' }).count()).toBe(0);
  expect(frame?.url()).not.toContain('/queue');
  await page.goto(`${app.url}/queue`);
  await page.getByRole('heading', { name: 'Retrain queue' }).waitFor();
  await foreign.close();
});

test('neither an injected script nor an injected handler runs on a page', async () => {
  const pageErrors: string[] = [];
  await page.goto(app.url);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
  await page.evaluate(() => {
    const holder = document.createElement('div');
    holder.innerHTML = `<img src="data:," onerror="document.title = 'ran'">`;
    document.body.append(holder);
  });
  await expect.poll(() => pageErrors.join('\n')).toContain('inline event handler violates');
  // As a page that the server has sent with such a text in it.
  await page.route('**/queue', async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const injected = html.replace('<head>', "<head><script>document.title = 'ran'</script>");
    expect(injected).not.toBe(html);
    await route.fulfill({ response, body: injected });
  });
  await page.goto(`${app.url}/queue`);
  await page.getByRole('heading', { name: 'Retrain queue' }).waitFor();
  await expect.poll(() => pageErrors.join('\n')).toContain('inline script violates');
  expect(await page.title()).not.toBe('ran');
});

/** A text that is an image with a handler wherever it is taken for HTML. */
const html = (what: string) => `<img src=x onerror=ran()>${what}`;
/** The unit of a metric is short. */
const unit = '<img src=x>unit';

async function send(method: string, path: string, body: unknown) {
  const response = await fetch(`${app.url}${path}`, { method, body: JSON.stringify(body) });
  expect(response.ok, await response.clone().text()).toBe(true);
  return response.json();
}

/** Puts it into every text that somebody can choose, and returns the pages with what each of them shows. */
async function fillInEverywhere(): Promise<[path: string, texts: string[]][]> {
  const [model, metric] = [html('model'), html('metric')];
  const series = { model_id: model, metric, labels: { region: html('label') } };
  const detector = await send('POST', '/api/detectors', {
    name: html('detector'),
    metric_pattern: metric,
    method: 'static_threshold',
    params: { lower: 0.8 },
  });
  const startMs = Date.now() - 3_600_000;
  const points = Array.from({ length: 40 }, (_, index) => ({ ts: startMs + index * 60_000, value: 0.9 }));
  const drift = { ts: startMs + 41 * 60_000, value: 0.5 };
  await send(
    'POST',
    '/api/metrics',
    [...points, drift].map((point) => ({ ...series, ...point })),
  );
  await send('PATCH', `/api/metrics/${encodeURIComponent(metric)}`, { unit });
  await send('POST', '/api/annotations', { model_id: model, metric, text: html('annotation') });
  await send('POST', '/api/views', { name: html('view'), path: '/', query: '' });
  await send('POST', '/api/keys', { description: html('key'), scope: 'read' });
  await send('POST', '/api/users', { name: html('user'), email: 'eve@example.com', role: 'viewer' });
  const { items: jobs } = await (await fetch(`${app.url}/api/jobs`)).json();
  await send('POST', `/api/jobs/${jobs[0].id}/approve`, { comment: html('comment') });
  const { items: incidents } = await (await fetch(`${app.url}/api/incidents`)).json();
  const renamed = await page.request.patch(`${app.url}/api/account`, {
    headers: { origin: app.url },
    data: { name: html('admin') },
  });
  expect(renamed.ok()).toBe(true);
  return [
    ['/', [model]],
    [`/models/${encodeURIComponent(model)}`, [metric, unit, html('label')]],
    ['/detectors', [html('detector')]],
    [`/detectors/${detector.id}`, [html('detector')]],
    ['/incidents', [model, metric]],
    [`/incidents/${incidents[0].id}`, [model, metric, html('detector')]],
    [`/queue#job-${jobs[0].id}`, [model, html('comment')]],
    ['/activity', [html('admin'), html('comment'), html('annotation')]],
    ['/settings/users', [html('user'), html('admin')]],
    ['/settings/keys', [html('key')]],
    ['/account', [html('admin')]],
  ];
}

test('HTML in any text that somebody has chosen is shown as text', async () => {
  const violations: string[] = [];
  page.on('console', (message) => message.text().includes('violates') && violations.push(message.text()));
  const shows = async (text: string, path: string) =>
    page
      .getByText(text)
      .filter({ visible: true })
      .first()
      .waitFor()
      .catch(() => expect.fail(`${path} does not show ${text}`));
  const isPlain = async (path: string) => expect(await page.locator('img[src="x"]').count(), path).toBe(0);
  for (const [path, texts] of await fillInEverywhere()) {
    const response = await page.goto(`${app.url}${path}`);
    expect(await response?.text(), path).not.toContain('<img src=x');
    for (const text of texts) await shows(text, path);
    await isPlain(path);
  }
  await page.locator('summary', { hasText: `Account: ${html('admin')}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await isPlain('the menu of the account');
  await page.goto(app.url);
  await page.locator('summary', { hasText: 'Views' }).click();
  await shows(html('view'), 'the menu of the views');
  await page.goto(`${app.url}/models/${encodeURIComponent(html('model'))}`);
  await page.getByRole('button', { name: 'Deploys and notes' }).click();
  await shows(html('annotation'), 'the notes of the model');
  await isPlain('the menus and dialogs');
  expect(violations).toEqual([]);
});

test('a policy in the request of a client does not choose the nonce of the page', async () => {
  const response = await fetch(app.url, {
    headers: { 'content-security-policy': "script-src 'nonce-chosen'" },
  });
  expect(await response.text()).not.toContain('nonce="chosen"');
});
