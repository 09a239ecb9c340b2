import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { launchChromium } from '../helpers/chromium';
import { createDataFolder, removeDataFolder } from '../helpers/data-folder';
import { serveForeignPage } from '../helpers/foreign-site';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  dataFolder = await createDataFolder();
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

test('a policy in the request of a client does not choose the nonce of the page', async () => {
  const response = await fetch(app.url, {
    headers: { 'content-security-policy': "script-src 'nonce-chosen'" },
  });
  expect(await response.text()).not.toContain('nonce="chosen"');
});
