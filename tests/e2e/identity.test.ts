import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app';
import { axeFindings } from '../helpers/axe';
import { launchStranger } from '../helpers/chromium';
import { copyDataFolder } from '../helpers/copy-data-folder';
import { removeDataFolder } from '../helpers/data-folder';
import { widthsWithOverflow } from '../helpers/overflow';
import { pageListens } from '../helpers/page-listens';
import { setUpTokenOf } from '../helpers/sign-in';
import { totpCode } from '../helpers/totp';

let dataFolder: string;
let app: RunningApp;
let browser: Browser;
/** A browser in which the admin is signed in. */
let admin: BrowserContext;
let key: string;

const inTime = { timeout: 45_000 };
const ada = { email: 'ada@example.com', password: 'ten green bottles' };
const vera = { email: 'vera@example.com', password: 'nine blue kettles' };

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${app.url}${path}`);
  return page;
}

/** Opens a page whose scripts come only after `act`; resolves once it listens. */
async function openEarly(context: BrowserContext, path: string, act: (page: Page) => Promise<void>) {
  const page = await context.newPage();
  let release = () => {};
  const isOver = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/**/*.js*', async (route) => {
    await isOver;
    await route.continue();
  });
  const opened = page.goto(`${app.url}${path}`, { waitUntil: 'commit' });
  await act(page);
  release();
  await opened;
  await pageListens(page);
  return page;
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click(inTime);

async function fillIn(page: Page, who: { email: string; password: string }) {
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signIn(who: { email: string; password: string }): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await open(context, '/sign-in');
  await fillIn(page, who);
  await page.waitForURL(`${app.url}/`, inTime);
  await page.close();
  return context;
}

const post = (path: string, body: unknown) =>
  fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  dataFolder = await copyDataFolder();
  app = await startApp({ env: { DRIFTWATCH_DATA: dataFolder } });
  browser = await launchStranger();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await removeDataFolder(dataFolder);
});

describe.sequential('people and programs', () => {
  test('the link that the terminal prints makes the first admin and ends on the overview', async () => {
    admin = await browser.newContext();
    const link = `${app.url}/set-up#${setUpTokenOf(app.output())}`;
    const page = await admin.newPage();
    await page.goto(link);
    await page.getByLabel('Name').fill('Ada Lovelace', inTime);
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel(/^Password/).fill('short');
    await page.getByRole('button', { name: 'Create the admin and start' }).click();
    await page.getByText('At least 10 characters, please: it has 5.').waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel(/^Password/).fill(ada.password);
    await page.getByRole('button', { name: 'Create the admin and start' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor(inTime);
    await page.getByRole('button', { name: 'Load sample data' }).waitFor(inTime);
    await page.goto(link);
    await page.getByRole('heading', { name: 'This installation is set up' }).waitFor(inTime);
    await page.close();
  });

  test('a page waits behind the sign-in, which says what is wrong and leads back to it', async () => {
    const context = await browser.newContext();
    const page = await open(context, '/detectors?q=a');
    await page.waitForURL(/\/sign-in\?next=%2Fdetectors/, inTime);
    await fillIn(page, { ...ada, password: 'eleven green bottles' });
    await page.getByText('The e-mail address or the password is wrong.').waitFor(inTime);
    await fillIn(page, ada);
    await page.waitForURL(`${app.url}/detectors?q=a`, inTime);
    await pageListens(page);
    await page.locator('summary', { hasText: 'Account: Ada Lovelace' }).click();
    await page.evaluate(() => localStorage.setItem('theme', 'dark'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in$/, inTime);
    expect(await page.evaluate(() => localStorage.getItem('theme'))).toBe('dark');
    await context.close();
  });

  test('what is typed before the page listens stays, and cannot be sent into the address', async () => {
    const context = await browser.newContext();
    const password = (page: Page) => page.getByLabel('Password', { exact: true });
    const page = await openEarly(context, '/sign-in', async (early) => {
      await early.getByLabel('E-mail').fill(ada.email);
      await password(early).fill(ada.password);
      await password(early).press('Enter');
      expect(await early.getByRole('button', { name: 'Sign in', exact: true }).isDisabled()).toBe(true);
    });
    expect(page.url()).toBe(`${app.url}/sign-in`);
    await password(page).press('Enter');
    await page.waitForURL(`${app.url}/`, inTime);
    await context.close();
  });

  test('a key that is made on the page posts a point', async () => {
    const page = await open(admin, '/settings/keys');
    await press(page, 'New key');
    await page.getByLabel('What uses it').fill('Nightly scoring');
    await page.getByRole('radio', { name: /^Everything/ }).check();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('It is shown only now').waitFor(inTime);
    key = (await page.locator('dialog code').first().textContent()) ?? '';
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await expect.poll(() => page.content()).not.toContain(key);
    const detector = {
      name: 'Falls',
      metric_pattern: 'accuracy',
      method: 'static_threshold',
      params: { lower: 0.8 },
    };
    expect((await post('/api/detectors', detector)).ok).toBe(true);
    const point = { model_id: 'fraud', metric: 'accuracy', value: 0.5, ts: '2026-01-01T00:00:00Z' };
    expect((await post('/api/metrics', point)).ok).toBe(true);
    await page
      .getByRole('row', { name: /Nightly scoring/ })
      .getByText('active')
      .waitFor(inTime);
    await page.close();
  });

  test('who is invited chooses a password, and is refused in words what a viewer may not do', async () => {
    const page = await open(admin, '/settings/users');
    await press(page, 'Invite somebody');
    await page.getByLabel('Name', { exact: true }).fill('Vera');
    await page.getByLabel('E-mail').fill(vera.email);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('heading', { name: 'Vera is invited' }).waitFor(inTime);
    const link = (await page.locator('dialog code').textContent()) ?? '';
    await page.getByRole('button', { name: 'Done' }).click();
    const disable = page.getByRole('button', { name: 'Disable Ada Lovelace' });
    await disable.focus();
    expect(await disable.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('make somebody else an admin first').last().waitFor(inTime);
    await page.close();

    const invited = await browser.newContext();
    const door = await invited.newPage();
    await door.goto(link);
    await door.getByLabel(/^New password/).fill(vera.password, inTime);
    await door.getByRole('button', { name: 'Set the password' }).click();
    await door.getByRole('link', { name: 'Go to sign-in' }).click(inTime);
    await fillIn(door, vera);
    await door.waitForURL(`${app.url}/`, inTime);
    await door.goto(`${app.url}/queue`);
    const approve = door.getByRole('button', { name: 'Approve' });
    await approve.focus(inTime);
    await door.keyboard.press('Enter');
    await door.keyboard.press('a');
    expect(await door.getByRole('form').count()).toBe(0);
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    await expect
      .poll(() =>
        approve.evaluate(
          (element) => element.getAttribute('aria-describedby') && element.nextElementSibling?.textContent,
        ),
      )
      .toBe('You may not approve or cancel jobs (fraud); the role approver or admin may.');
    expect(await door.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    expect(await axeFindings(door)).toEqual([]);
    await door.goto(link);
    await door.getByLabel(/^New password/).fill(vera.password, inTime);
    await door.getByRole('button', { name: 'Set the password' }).click();
    await door.getByRole('heading', { name: 'This link does not work any more' }).waitFor(inTime);
    await invited.close();
  });

  /** A note that ada has typed and sent after her session has ended, and the dialog that asks to sign in. */
  async function addNoteTooLate(text: string) {
    const here = await signIn(ada);
    // A stream that never changes: only what the person does finds out that the session has ended.
    const hello = 'event: hello\ndata: {"resumed":true}\n\n';
    await here.route('**/api/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: hello }),
    );
    const page = await open(here, '/models/fraud');
    const sent: string[] = [];
    page.on('request', (one) => one.method() === 'POST' && sent.push(new URL(one.url()).pathname));
    await press(page, 'Deploys and notes');
    await page.getByLabel('What happened').fill(text, inTime);
    const elsewhere = await open(admin, '/account');
    await press(elsewhere, 'Sign out everywhere else');
    await elsewhere.getByText('Everywhere else you are signed out.').waitFor(inTime);
    await elsewhere.close();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor(inTime);
    return { here, page, dialog, sent };
  }

  test('a session that is ended elsewhere asks for the password in place, and keeps what was typed', async () => {
    const { here, page, dialog } = await addNoteTooLate('2026.11 goes live');
    expect(await dialog.getByLabel('E-mail').inputValue()).toBe(ada.email);
    await dialog.getByLabel(/^Password/).fill(ada.password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached', ...inTime });
    await page.getByRole('listitem').filter({ hasText: '2026.11 goes live' }).waitFor(inTime);
    await here.close();
  });

  test('somebody else who signs in there begins anew, and sends nothing of what was under way', async () => {
    const { here, page, dialog, sent } = await addNoteTooLate('by ada');
    await dialog.getByLabel('E-mail').fill(vera.email);
    await dialog.getByLabel(/^Password/).fill(vera.password);
    const loadsAnew = page.waitForEvent('load', inTime);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await loadsAnew;
    await page.locator('summary', { hasText: 'Account: Vera' }).waitFor(inTime);
    expect(sent).toEqual(['/api/annotations', '/api/sign-in']);
    await here.close();
  });

  test('a second factor is set up with the code of an app, and asked for at the next sign-in', async () => {
    const page = await open(admin, '/account');
    await press(page, 'Set up the second factor');
    await page.getByLabel('Your password').fill(ada.password, inTime);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('img', { name: 'QR code of the secret' }).waitFor(inTime);
    const secret = (await page.locator('#factor-secret').textContent()) ?? '';
    await page.getByLabel('Code of the app').fill(totpCode(secret, Date.now()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor(inTime);
    const [recovery = ''] = await codes.allTextContents();
    expect(await axeFindings(page)).toEqual([]);
    await page.close();

    const context = await browser.newContext();
    const door = await open(context, '/sign-in');
    await fillIn(door, ada);
    // A code counts once: that of the next half minute is accepted too.
    await door
      .getByLabel('Code of your authenticator app')
      .fill(totpCode(secret, Date.now() + 30_000), inTime);
    await door.getByRole('button', { name: 'Continue' }).click();
    await door.waitForURL(`${app.url}/`, inTime);
    await context.clearCookies();
    await door.goto(`${app.url}/sign-in`);
    await fillIn(door, ada);
    await door.getByRole('button', { name: 'Use a recovery code instead' }).click(inTime);
    await door.getByLabel('Recovery code').fill(recovery);
    await door.getByRole('button', { name: 'Continue' }).click();
    await door.waitForURL(`${app.url}/`, inTime);
    await context.close();
  });

  test('an admin removes the second factor of somebody who has lost it', async () => {
    const lost = await signIn(vera);
    const send = async (path: string, data: object) => {
      const headers = { origin: app.url };
      const response = await lost.request.post(`${app.url}${path}`, { headers, data });
      expect(response.ok()).toBe(true);
      return response.json();
    };
    const { secret } = await send('/api/account/second-factor', { password: vera.password });
    await send('/api/account/second-factor/confirm', { code: totpCode(secret, Date.now()) });
    const page = await open(admin, '/settings/users');
    await press(page, 'Remove second factor of Vera');
    const dialog = page.getByRole('dialog', { name: 'Remove the second factor of Vera?' });
    await dialog.getByText('the password alone is enough').waitFor(inTime);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove second factor' }).click();
    await page.getByText('The second factor of Vera is removed.').waitFor(inTime);
    await page.getByRole('row', { name: /Vera/ }).getByText('password', { exact: true }).waitFor(inTime);
    expect(await page.getByRole('button', { name: 'Remove second factor of Ada' }).count()).toBe(0);
    await page.close();
    await expect.poll(async () => (await lost.request.get(`${app.url}/api/me`)).status()).toBe(401);
    await lost.close();
    await (await signIn(vera)).close();
  });

  test('the pages have no findings of axe in either theme, and fit 1440 and 390 pixels', async () => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      storageState: await admin.storageState(),
    });
    for (const path of ['/account', '/settings', '/settings/users', '/settings/keys']) {
      const page = await open(context, path);
      await page.getByRole('main').getByRole('button').first().waitFor(inTime);
      for (const width of [1440, 390]) {
        expect(await widthsWithOverflow(page, [width]), path).toEqual([]);
        expect(await axeFindings(page), path).toEqual([]);
      }
      await page.close();
    }
    await context.clearCookies();
    for (const path of ['/sign-in', '/forgotten-password', '/choose-password']) {
      const page = await open(context, path);
      await page.getByRole('heading', { level: 1 }).waitFor(inTime);
      for (const width of [1440, 390]) {
        expect(await widthsWithOverflow(page, [width]), path).toEqual([]);
        expect(await axeFindings(page), path).toEqual([]);
      }
      await page.close();
    }
    await context.close();
  });

  test('no form that the server draws can be sent before the page listens', async () => {
    const response = await admin.request.patch(`${app.url}/api/settings`, {
      headers: { origin: app.url },
      data: { smtp: { host: '127.0.0.1', port: 9, tls: 'none', from: 'drift@example.com' } },
    });
    expect(response.ok(), await response.text()).toBe(true);
    const stranger = await browser.newContext();
    const drawn = [
      [stranger, '/sign-in'],
      [stranger, '/sign-in?second_factor=1'],
      [stranger, '/forgotten-password'],
      [admin, '/account'],
      [admin, '/detectors/new'],
    ] as const;
    for (const [context, path] of drawn) {
      const html = await (await context.request.get(`${app.url}${path}`)).text();
      const buttons = html.match(/<button[^>]* type="submit"[^>]*>/g) ?? [];
      expect(buttons.length, path).toBeGreaterThan(0);
      expect(
        buttons.filter((button) => !/ disabled=""/.test(button)),
        path,
      ).toEqual([]);
    }
    const page = await openEarly(stranger, '/forgotten-password', (early) =>
      early.getByLabel('E-mail').fill(vera.email),
    );
    await page.getByRole('button', { name: /link/i }).click();
    await page.getByText(`If ${vera.email} belongs to an account here`).waitFor(inTime);
    await stranger.close();
  });
});
